import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, inject, test } from "vitest";
import type * as z from "zod";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { tokensResponse } from "#shared/wire/http/tokens.ts";
import { makeSub, startLocalApple } from "#test/apple/start-local-apple.ts";
import { call, refusal, shaped } from "./call.ts";
import { startOwnCloud } from "./own-cloud.ts";

const operator = { "x-api-key": "an-operator-key-of-a-test" };
const lines: string[] = [];
const apple = await startLocalApple();
afterAll(() => apple.close());
const cloud = await startOwnCloud({
  settings: {
    ...apple.settings,
    AIMI_AUTH_MODE: "strict",
    AIMI_API_KEYS: operator["x-api-key"],
    AIMI_LOG_LEVEL: "debug",
  },
  onLog: (_of, line) => lines.push(line),
});
const database = createDatabase({ url: cloud.environment.DATABASE_URL! });

/** Whatever must never be read in a log. */
const secrets = new Set<string>([apple.developerKey.privateKey, apple.settings.AIMI_APPLE_TOKEN_KEY]);
const secret = (text: string) => {
  secrets.add(text);
  return text;
};

type Fields = Readonly<Record<string, unknown>>;
type Tokens = z.output<typeof tokensResponse>;

const ask = (body: Fields) => call(`${cloud.url}/v1/auth/apple`, { body });
const tokenOf = async (claims: Fields = {}) => secret(await apple.identityToken(claims));

async function signIn(claims: Fields = {}, more: Fields = {}): Promise<Tokens> {
  const answer = await ask({ identity_token: await tokenOf(claims), ...more });
  expect(answer.status, answer.text).toBe(200);
  const tokens = shaped(tokensResponse, answer.json());
  for (const token of [tokens.access_token, tokens.refresh_token]) secret(token);
  return tokens;
}
const notify = async (event: Fields, claims: Fields = {}) => {
  const payload = secret(await apple.notification(event, claims));
  return await call(`${cloud.url}/v1/auth/apple/notifications`, { body: { payload } });
};
const look = ({ access_token }: Tokens) =>
  call(`${cloud.url}/v1/memories`, { headers: { authorization: `Bearer ${access_token}` } });
const refresh = ({ refresh_token }: Tokens) =>
  call(`${cloud.url}/v1/auth/refresh`, { body: { refresh_token } });

async function accountOf(sub: string, tenantId = "default") {
  const userId = `apple.${sub}`;
  const [row] = await database.query<Record<string, unknown>>(
    { scope: "user", tenantId, userId, ownerId: deriveOwnerId(tenantId, userId) },
    { text: "select name, email, is_private_email, email_enabled, sealed_grant from apple_accounts" },
  );
  return row;
}

describe("while Apple does not answer", () => {
  test.each(["fail", "nonsense", "hang"] as const)(
    "in the state '%s', nobody signs in, and everybody may again after it",
    async (how) => {
      apple.disturb(how);
      const startedAt = performance.now();
      const identity_token = await tokenOf();
      const answer = await ask({ identity_token });
      expect([answer.status, refusal(answer).code]).toEqual([503, "upstream_unavailable"]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    },
  );

  test("no longer, the first who tries is let in", async () => {
    apple.disturb("pass");
    await signIn();
    await signIn();
  });
});

describe("a person", () => {
  test("signs in, is known, and calls with what they were given", async () => {
    const sub = makeSub();
    const tokens = await signIn({ sub }, { full_name: { given_name: "Anna", family_name: "Example" } });
    expect(tokens.user).toMatchObject({
      id: `apple.${sub}`,
      tenant_id: "default",
      name: "Anna Example",
      email: "anna@example.com",
    });
    expect((await look(tokens)).status).toBe(200);
    expect((await refresh(tokens)).status).toBe(200);
  });

  test("keeps the name of the first time, in whatever form it came", async () => {
    const sub = makeSub();
    await signIn({ sub }, { full_name: "Anna", nonce: null, authorization_code: null });
    for (const full_name of [undefined, null, "", { givenName: "Else" }, { givenName: null }]) {
      expect((await signIn({ sub }, { full_name })).user.name).toBe("Anna");
    }
  });

  test("may hide their address behind one of Apple's", async () => {
    const sub = makeSub();
    const email = "ep9ks2tnph@privaterelay.appleid.com";
    expect((await signIn({ sub, email, is_private_email: "true" })).user.email).toBe(email);
    expect(await accountOf(sub)).toMatchObject({ email, is_private_email: true, email_enabled: true });
  });

  test("is another in another tenant, which must be there", async () => {
    const sub = makeSub();
    const body = { id: `acme-${randomBytes(4).toString("hex")}`, name: "Acme" };
    expect((await call(`${cloud.url}/v1/admin/tenants`, { body, headers: operator })).status).toBe(201);
    const here = await signIn({ sub }, { full_name: "Anna" });
    const there = await signIn({ sub, email: undefined }, { tenant_id: body.id });
    expect(there.user).toMatchObject({ id: here.user.id, tenant_id: body.id, name: null, email: null });
    expect(await accountOf(sub, body.id)).toMatchObject({ name: null, email: null });

    const nowhere = await ask({ identity_token: await tokenOf({ sub }), tenant_id: "nobody-made-it" });
    expect([nowhere.status, refusal(nowhere).code]).toEqual([404, "not_found"]);
  });

  test("comes with the nonce of their own", async () => {
    await signIn({ nonce: "n1" }, { nonce: "n1" });
    const answer = await ask({ identity_token: await tokenOf({ nonce: "n1" }), nonce: "n2" });
    expect(answer.status).toBe(401);
  });
});

test("signing in is two Postgres requests, and one of Apple's where a code comes along", async () => {
  const sub = makeSub();
  const authorization_code = secret(apple.issueCode(sub));
  const before = [cloud.postgres.requestCount(), apple.calls.length] as const;
  await signIn({ sub }, { authorization_code });
  expect([cloud.postgres.requestCount() - before[0], apple.calls.length - before[1]]).toEqual([2, 1]);
});

test("a new key of Apple's is fetched when it is first seen, and unknown ones make nobody fetch for a minute", async () => {
  await apple.rotate({ keepOld: true });
  const before = apple.callCount("/auth/keys");
  await signIn();
  const own = await apple.makeKey();
  for (let time = 0; time < 5; time++) {
    expect((await ask({ identity_token: await apple.sign({ sub: makeSub() }, { key: own }) })).status).toBe(
      401,
    );
  }
  expect(apple.callCount("/auth/keys") - before).toBe(1);
});

test("whatever Apple does not vouch for gets one answer, and leaves no account", async () => {
  const own = await apple.makeKey();
  const sub = makeSub();
  const { kid } = apple.publicKey();
  const unsigned = (await apple.identityToken({ sub })).replace(
    /^[^.]+/,
    Buffer.from('{"alg":"none"}').toString("base64url"),
  );
  const bodies = [
    { identity_token: await apple.identityToken({ sub, exp: 1 }) },
    { identity_token: await apple.identityToken({ sub, aud: "another.app" }) },
    { identity_token: await apple.identityToken({ sub, iss: "https://example.com" }) },
    { identity_token: await apple.identityToken({ sub, nonce: "n" }) },
    { identity_token: await apple.identityToken({ sub }), nonce: "n" },
    { identity_token: await apple.sign({ sub }, { key: own, header: { kid } }) },
    { identity_token: await apple.sign({ sub }, { key: own }) },
    { identity_token: unsigned },
    { identity_token: "anything" },
    { identity_token: await apple.identityToken({ sub }), authorization_code: "nobody's" },
    { identity_token: await apple.identityToken({ sub }), authorization_code: apple.issueCode(makeSub()) },
  ];
  for (const body of bodies) {
    secret(body.identity_token);
    const answer = await ask(body);
    const { request_id, ...error } = refusal(answer);
    expect([answer.status, error]).toEqual([
      401,
      { code: "unauthenticated", message: "Apple does not vouch for this; sign in with Apple again" },
    ]);
  }
  expect(await accountOf(sub)).toBeUndefined();
});

describe("a code", () => {
  test("is exchanged for what revocation takes, which nobody can read", async () => {
    const sub = makeSub();
    const code = secret(apple.issueCode(sub));
    await signIn({ sub }, { authorization_code: code });
    const given = secret(apple.refreshTokens().at(-1)!);
    const { sealed_grant } = (await accountOf(sub))!;
    expect(sealed_grant).toMatch(/^v1\./);
    expect(sealed_grant).not.toContain(given);
    secret(sealed_grant as string);
    await signIn({ sub });
    expect(await accountOf(sub)).toMatchObject({ sealed_grant });
  });

  test("keeps nobody out that Apple cannot exchange now", async () => {
    const sub = makeSub();
    apple.disturb("fail", "/auth/token");
    await signIn({ sub }, { authorization_code: secret(apple.issueCode(sub)) });
    apple.disturb("pass");
    expect(await accountOf(sub)).toMatchObject({ sealed_grant: null });
  });
});

describe("what Apple tells", () => {
  test("of a consent that ended signs the person out, and lets them in with a new token alone", async () => {
    const [sub, other] = [makeSub(), makeSub()];
    const before = Math.floor(Date.now() / 1_000) - 60;
    const authorization_code = secret(apple.issueCode(sub));
    const tokens = await signIn({ sub, iat: before }, { authorization_code });
    const untouched = await signIn({ sub: other });
    const event = { type: "consent-revoked", sub, event_time: (before + 30) * 1_000 };
    for (let time = 0; time < 2; time++) {
      const answer = await notify(event);
      expect([answer.status, answer.json()]).toEqual([200, { received: true }]);
    }
    expect((await look(tokens)).status).toBe(401);
    expect((await refresh(tokens)).status).toBe(401);
    expect((await look(untouched)).status).toBe(200);
    expect(await accountOf(sub)).toMatchObject({ sealed_grant: null });
    expect((await ask({ identity_token: await tokenOf({ sub, iat: before + 10 }) })).status).toBe(401);

    const anew = await signIn({ sub });
    expect((await notify(event)).status).toBe(200);
    expect((await look(anew)).status).toBe(200);
  });

  test("of an account that ended signs the person out", async () => {
    const sub = makeSub();
    const tokens = await signIn({ sub, iat: Math.floor(Date.now() / 1_000) - 60 });
    expect((await notify({ type: "account-deleted", sub })).status).toBe(200);
    expect((await look(tokens)).status).toBe(401);
  });

  test("of mail is kept, the newest word", async () => {
    const sub = makeSub();
    await signIn({ sub, iat: Math.floor(Date.now() / 1_000) - 60 });
    const email = "new@privaterelay.appleid.com";
    await notify({ type: "email-disabled", sub, email, is_private_email: "true" });
    await notify({ type: "email-enabled", sub, event_time: Date.now() - 30_000 });
    expect(await accountOf(sub)).toMatchObject({ email, is_private_email: true, email_enabled: false });
  });

  test("of nobody, or in words that we do not know, is heard", async () => {
    expect((await notify({ type: "consent-revoked", sub: makeSub() })).status).toBe(200);
    expect((await notify({ type: "something-new", sub: makeSub() })).status).toBe(200);
  });

  test("is refused where somebody else says it", async () => {
    const sub = makeSub();
    const tokens = await signIn({ sub, iat: Math.floor(Date.now() / 1_000) - 60 });
    const events = JSON.stringify({ type: "consent-revoked", sub, event_time: Date.now() });
    const own = await apple.makeKey();
    const payloads = [
      await apple.sign({ events }, { key: own, header: { kid: apple.publicKey().kid } }),
      await apple.sign({ events, aud: "another.app" }),
      await apple.identityToken({ sub }),
      "anything",
    ];
    for (const payload of payloads) {
      const answer = await call(`${cloud.url}/v1/auth/apple/notifications`, { body: { payload } });
      expect([answer.status, refusal(answer).code]).toEqual([401, "unauthenticated"]);
    }
    expect((await look(tokens)).status).toBe(200);
  });
});

test("where no app is set up, both addresses say so", async () => {
  const { url } = inject("cloud");
  for (const [path, body] of [
    ["/v1/auth/apple", { identity_token: "x" }],
    ["/v1/auth/apple/notifications", { payload: "x" }],
  ] as const) {
    const answer = await call(`${url}${path}`, { body });
    expect([answer.status, refusal(answer)]).toMatchObject([
      503,
      { code: "upstream_unavailable", message: "sign-in with Apple is not set up here" },
    ]);
  }
});

test("no line holds a token, a code or a key", () => {
  expect(secrets.size).toBeGreaterThan(20);
  expect(lines.length).toBeGreaterThan(20);
  for (const text of secrets) expect(lines.filter((line) => line.includes(text))).toEqual([]);
  expect(lines.join("\n")).toContain("ERR_JWT_EXPIRED exp");
});
