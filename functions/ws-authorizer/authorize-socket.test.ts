import { describe, expect, test } from "vitest";
import { createApiKey } from "#shared/domain/access/create-api-key.ts";
import { issueTicket } from "#shared/domain/access/issue-ticket.ts";
import { personOf } from "#shared/domain/access/person-of.ts";
import { revokeApiKey } from "#shared/domain/access/revoke-api-key.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildSettings } from "#test/builders/build-settings.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { createSocketAuthorizer } from "./authorize-socket.ts";

const key = "an-operator-key-of-ours";
const strict = { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: key };
const methodArn = "arn:aws:execute-api:eu-central-1:111111111111:ws123/prod/$connect";

interface Given {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

function start(environment: Readonly<Record<string, string>> = {}) {
  const ports = fakeHttpPorts();
  const authorize = createSocketAuthorizer({ settings: buildSettings(environment), ports });
  const requestContext = { requestId: "r1", connectionId: "s1" };
  return {
    ports,
    ask: ({ headers = {}, query }: Given = {}) =>
      authorize({ methodArn, headers, queryStringParameters: query ?? null, requestContext }),
    ticketFor: async (signIn?: { id: string; issuedAt: number; expiresAt: number }) => {
      const caller = {
        id: "user:acme/anna",
        tenantId: "acme",
        userId: "anna",
        scopes: new Set<string>(),
        mayProvision: false,
        ...(signIn && { signIn }),
      };
      const issued = await issueTicket(ports, { caller, person: personOf(caller), requestId: "r0" });
      return issued.ticket;
    },
  };
}

const effectOf = ({ policyDocument }: Awaited<ReturnType<ReturnType<typeof start>["ask"]>>) =>
  policyDocument.Statement.map(({ Effect }) => Effect).join();

describe("in dev mode a socket", () => {
  test("is the developer's where nobody is named", async () => {
    expect(await start().ask()).toEqual({
      principalId: "default/dev-user",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }],
      },
      context: { tenant_id: "default", user_id: "dev-user", caller_id: "dev", may_provision: "true" },
    });
  });

  test("is whose its query says, or its header in any spelling", async () => {
    const { ask } = start();
    const { context } = await ask({ query: { user_id: "anna", tenant_id: "acme" } });
    expect(context).toMatchObject({ tenant_id: "acme", user_id: "anna" });
    for (const name of ["x-user-id", "X-User-Id", "X-USER-ID"]) {
      expect((await ask({ headers: { [name]: "anna" } })).context?.user_id).toBe("anna");
    }
  });

  test.each<[string, Given]>([
    ["whose header and query disagree", { headers: { "x-user-id": "anna" }, query: { user_id: "ben" } }],
    ["of a user that is no id", { query: { user_id: "a b" } }],
    ["of a tenant that is no id", { query: { tenant_id: "a/b" } }],
    ["of a user without a name", { query: { user_id: "" } }],
    ["with a key that is none", { headers: { "X-Api-Key": "somebody-else's-key" } }],
    ["with a token that is none", { headers: { Authorization: "Bearer x" } }],
    ["with a ticket that is none", { query: { ticket: "x" } }],
  ])("%s is refused", async (_what, given) => {
    const answer = await start().ask(given);
    expect([effectOf(answer), answer.context]).toEqual(["Deny", undefined]);
  });
});

describe("in strict mode a socket", () => {
  test("is refused without credentials, and the log knows why", async () => {
    const { ask, ports } = start(strict);
    expect(effectOf(await ask())).toBe("Deny");
    expect(ports.log.lines).toMatchObject([{ level: "warn", fields: { status: 401, connection_id: "s1" } }]);
  });

  test("is let in with a key and a user, and refused where nobody is a person", async () => {
    const { ask } = start(strict);
    const headers = { "X-API-Key": key };
    expect((await ask({ headers, query: { user_id: "anna" } })).context?.user_id).toBe("anna");
    expect(effectOf(await ask({ headers }))).toBe("Deny");
  });
});

describe("a stored key", () => {
  const withKey = async (...scopes: string[]) => {
    const started = start(strict);
    const made = await createApiKey(started.ports, {
      caller: { scopes: new Set(scopes) },
      actor: buildActor({ tenantId: "acme" }),
      stage: "local",
      name: "a server",
      scopes,
      idempotency: null,
    });
    const headers = { "x-api-key": made.key, "x-user-id": "anna" };
    return { ...started, made, open: (query = {}) => started.ask({ headers, query }) };
  };

  test("with the scope chat opens a socket for a user of its tenant, and of no other", async () => {
    const { open } = await withKey("chat");
    expect((await open()).context).toMatchObject({ tenant_id: "acme", user_id: "anna" });
    expect(effectOf(await open({ tenant_id: "other" }))).toBe("Deny");
  });

  test("is named in its socket's context, so that a revoked one stops", async () => {
    const { open, made } = await withKey("chat");
    const { context } = await open();
    expect(context).toMatchObject({ caller_id: `key:${made.id}`, key_id: made.id });
    expect(context?.key_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(context).not.toHaveProperty("may_provision");
  });

  test("without it is refused", async () => {
    const { open } = await withKey("memory:read", "memory:write", "admin");
    expect(effectOf(await open())).toBe("Deny");
  });

  test("that was revoked is refused at once, though it is remembered", async () => {
    const { open, ports, made } = await withKey("chat");
    expect(effectOf(await open())).toBe("Allow");
    await revokeApiKey(ports, { tenantId: "acme", id: made.id, callerId: "key:1" });
    expect(effectOf(await open())).toBe("Deny");
  });

  test("acts for nobody who is shut out", async () => {
    const { open, ports } = await withKey("chat");
    await ports.revocations.shutOut("acme", "anna");
    expect(effectOf(await open())).toBe("Deny");
  });
});

describe("a person's token", () => {
  const claimsAt = (now: number) => ({
    tenantId: "acme",
    userId: "anna",
    signInId: "d1",
    issuedAt: now,
    expiresAt: now + 900_000,
  });
  const withToken = async () => {
    const started = start(strict);
    const claims = claimsAt(started.ports.clock.now());
    const headers = { Authorization: `Bearer ${await started.ports.accessTokens.issue(claims)}` };
    const open = (given: Given = {}) => started.ask({ ...given, headers: { ...headers, ...given.headers } });
    return { ...started, claims, open };
  };

  test("opens a socket for its person until it expires, and for nobody else", async () => {
    const { open, claims } = await withToken();
    expect((await open()).context).toEqual({
      tenant_id: "acme",
      user_id: "anna",
      caller_id: "user:acme/anna",
      token_issued_at: String(claims.issuedAt),
      sign_in_id: "d1",
      token_expires_at: String(claims.expiresAt),
    });
    const others: Given[] = [
      { headers: { "x-user-id": "ben" } },
      { query: { user_id: "ben" } },
      { query: { tenant_id: "other" } },
    ];
    for (const other of others) expect(effectOf(await open(other))).toBe("Deny");
  });

  test("that has expired, was revoked, or is of somebody who is shut out opens none", async () => {
    const expired = await withToken();
    expired.ports.clock.advance(900_000);
    expect(effectOf(await expired.open())).toBe("Deny");
    const revoked = await withToken();
    await revoked.ports.revocations.tell("sign-in:d1");
    expect(effectOf(await revoked.open())).toBe("Deny");
    const shutOut = await withToken();
    await shutOut.ports.revocations.shutOut("acme", "anna");
    expect(effectOf(await shutOut.open())).toBe("Deny");
  });
});

describe("a ticket", () => {
  const signInAt = (now: number) => ({ id: "d1", issuedAt: now, expiresAt: now + 900_000 });

  test("opens one socket, for whom it was issued, until its token expires", async () => {
    const { ask, ports, ticketFor } = start(strict);
    const signIn = signInAt(ports.clock.now());
    const ticket = await ticketFor(signIn);
    expect((await ask({ query: { ticket } })).context).toEqual({
      tenant_id: "acme",
      user_id: "anna",
      caller_id: "user:acme/anna",
      token_issued_at: String(signIn.issuedAt),
      sign_in_id: "d1",
      token_expires_at: String(signIn.expiresAt),
    });
    expect(effectOf(await ask({ query: { ticket } }))).toBe("Deny");
  });

  test("opens none after a minute", async () => {
    const { ask, ports, ticketFor } = start(strict);
    const ticket = await ticketFor();
    ports.clock.advance(60_000);
    expect(effectOf(await ask({ query: { ticket } }))).toBe("Deny");
  });

  test("is for nobody else", async () => {
    const { ask, ticketFor } = start(strict);
    const named: Record<string, string>[] = [{ user_id: "ben" }, { tenant_id: "other" }];
    for (const other of named) {
      expect(effectOf(await ask({ query: { ticket: await ticketFor(), ...other } }))).toBe("Deny");
    }
  });

  test("is worth nothing once its sign-in was revoked, its user shut out, or its token expired", async () => {
    const { ask, ports, ticketFor } = start(strict);
    const open = async (signIn: ReturnType<typeof signInAt>, change: () => unknown) => {
      const ticket = await ticketFor(signIn);
      await change();
      return effectOf(await ask({ query: { ticket } }));
    };
    const now = ports.clock.now();
    expect(await open(signInAt(now), () => ports.revocations.tell("sign-in:d1"))).toBe("Deny");
    const other = { ...signInAt(now), id: "d2" };
    expect(await open({ ...other, expiresAt: now + 1_000 }, () => ports.clock.advance(1_000))).toBe("Deny");
    expect(await open(other, () => ports.revocations.shutOut("acme", "anna"))).toBe("Deny");
  });
});

describe("a web page", () => {
  const environment = { AIMI_CORS_ORIGINS: "https://app.example.com,http://localhost:3000" };

  test("opens a socket where its origin is named, and no other page does", async () => {
    const { ask } = start(environment);
    const from = async (origin: string) => effectOf(await ask({ headers: { Origin: origin } }));
    expect(await from("https://app.example.com")).toBe("Allow");
    for (const origin of ["https://evil.example", "https://app.example.com.evil.example", "null", ""]) {
      expect([origin, await from(origin)]).toEqual([origin, "Deny"]);
    }
  });

  test("does not use up a ticket that it may not use", async () => {
    const { ask, ticketFor } = start(environment);
    const ticket = await ticketFor();
    expect(effectOf(await ask({ headers: { origin: "https://evil.example" }, query: { ticket } }))).toBe(
      "Deny",
    );
    expect(effectOf(await ask({ query: { ticket } }))).toBe("Allow");
  });
});

test("a key that has used up its minute opens no socket", async () => {
  const { ask } = start({ ...strict, AIMI_KEY_RATE_LIMIT_PER_MINUTE: "1" });
  const given = { headers: { "x-api-key": key }, query: { user_id: "anna" } };
  expect(effectOf(await ask(given))).toBe("Allow");
  expect(effectOf(await ask(given))).toBe("Deny");
});

test("where an edge stands in front, only it may ask", async () => {
  const environment = { AIMI_ORIGIN_SECRET: "sixteen-characters" };
  const { ask } = start(environment);
  expect(effectOf(await ask())).toBe("Deny");
  expect(effectOf(await ask({ headers: { "x-aimi-origin": "another-secret-of-16" } }))).toBe("Deny");
  expect(effectOf(await ask({ headers: { "X-Aimi-Origin": environment.AIMI_ORIGIN_SECRET } }))).toBe("Allow");
});

test("a store that is away is a fault of ours and no refusal; the log knows the cause", async () => {
  const { ask, ports, ticketFor } = start(strict);
  const ticket = await ticketFor();
  ports.tickets.failing = true;
  await expect(ask({ query: { ticket } })).rejects.toThrow("could not be checked");
  expect(ports.log.lines).toMatchObject([{ level: "error", fields: { error: expect.any(Error) } }]);
});

test("each that is not let in is counted, by whose fault it was", async () => {
  const { ask, ports, ticketFor } = start(strict);
  const counted = () => Object.keys(ports.tally.take().added);
  const ticket = await ticketFor();
  await ask();
  expect(counted()).toEqual([JSON.stringify(["aimi_websocket_connects_total", "refused"])]);
  ports.tickets.failing = true;
  await ask({ query: { ticket } }).catch(() => undefined);
  expect(counted()).toEqual([JSON.stringify(["aimi_websocket_connects_total", "failed"])]);
});
