import { createHash, createHmac } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientId, type LocalApple, makeSub, startLocalApple } from "#test/apple/start-local-apple.ts";
import { type FakeLog, fakeLog } from "#test/fakes/fake-log.ts";
import { AppleRefused, NotSetUp, UpstreamUnavailable } from "../../errors.ts";
import type { AppleIds } from "../../ports/apple.ts";
import { systemClock } from "../system/system-clock.ts";
import { type AppleOptions, appleIds } from "./apple-ids.ts";

let apple: LocalApple;
let ids: AppleIds;
let log: FakeLog;

function make(given: Partial<AppleOptions> = {}): AppleIds {
  return appleIds({
    url: apple.url,
    clientIds: ["another.of.our.apps", clientId],
    developer: { key: apple.developerKey, sealedBy: ["the secret of a test"] },
    clock: systemClock,
    log,
    deadlineMs: 1_000,
    ...given,
  });
}

beforeAll(async () => {
  apple = await startLocalApple();
});
afterAll(() => apple.close());
beforeEach(() => {
  log = fakeLog();
  ids = make();
  apple.disturb("pass");
});

const now = () => Math.floor(Date.now() / 1_000);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const reasonOf = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => "it holds",
    (thrown: unknown) => thrown,
  );
  return error instanceof AppleRefused ? error.reason : error;
};

describe("an identity token", () => {
  test("that holds says who it is", async () => {
    const [sub, iat] = [makeSub(), now()];
    const token = await apple.identityToken({ sub, iat, email: "anna@example.com" });
    expect(await ids.verify(token, null)).toEqual({
      sub,
      clientId,
      email: "anna@example.com",
      isPrivateEmail: false,
      issuedAt: iat * 1_000,
    });
  });

  test.each(["true", true])("may have an address that Apple made, and says so with %j", async (flag) => {
    const email = "ep9ks2tnph@privaterelay.appleid.com";
    const token = await apple.identityToken({ email, is_private_email: flag });
    expect(await ids.verify(token, null)).toMatchObject({ email, isPrivateEmail: true });
  });

  test.each([
    ["none", { email: undefined }],
    ["one that is not verified", { email_verified: "false" }],
    ["no address at all", { email: "not an address" }],
    ["one without end", { email: `${"a".repeat(320)}@example.com` }],
  ])("may have no address to go by: %s", async (_what, claims) => {
    expect(await ids.verify(await apple.identityToken(claims), null)).toMatchObject({ email: null });
  });

  test.each([
    ["that is expired", () => ({ exp: now() - 60 }), "ERR_JWT_EXPIRED exp"],
    ["that never expires", () => ({ exp: undefined }), "ERR_JWT_CLAIM_VALIDATION_FAILED exp"],
    ["for another app", () => ({ aud: "another.app" }), "ERR_JWT_CLAIM_VALIDATION_FAILED aud"],
    ["for nobody", () => ({ aud: undefined }), "ERR_JWT_CLAIM_VALIDATION_FAILED aud"],
    ["of another issuer", () => ({ iss: "https://appleid.example" }), "ERR_JWT_CLAIM_VALIDATION_FAILED iss"],
    ["of the address as issuer", () => ({ iss: apple.url }), "ERR_JWT_CLAIM_VALIDATION_FAILED iss"],
    ["without an instant", () => ({ iat: undefined }), "ERR_JWT_CLAIM_VALIDATION_FAILED iat"],
    ["about nobody", () => ({ sub: undefined }), "the subject is none of Apple's"],
    ["about someone unheard of", () => ({ sub: "a/b" }), "the subject is none of Apple's"],
  ])("%s is refused", async (_what, claims, reason) => {
    expect(await reasonOf(ids.verify(await apple.identityToken(claims()), null))).toBe(reason);
  });

  test("that has just expired still holds, since clocks differ", async () => {
    await ids.verify(await apple.identityToken({ exp: now() - 10 }), null);
  });

  test("holds with its nonce as it is or hashed, and with no other", async () => {
    const hash = createHash("sha256").update("nonce").digest("hex");
    for (const nonce of ["nonce", hash]) {
      const token = await apple.identityToken({ nonce });
      await ids.verify(token, "nonce");
      expect(await reasonOf(ids.verify(token, "another"))).toBe("the nonce is another");
      expect(await reasonOf(ids.verify(token, null))).toBe("the nonce was not sent along");
    }
    expect(await reasonOf(ids.verify(await apple.identityToken({ nonce: "nonce" }), hash))).toBe(
      "the nonce is another",
    );
    expect(await reasonOf(ids.verify(await apple.identityToken(), "nonce"))).toBe("the token has no nonce");
    expect(await reasonOf(ids.verify(await apple.identityToken({ nonce: 7 }), "7"))).toBe(
      "the token has no nonce",
    );
  });

  describe("that somebody else made", () => {
    const claims = () => ({
      iss: "https://appleid.apple.com",
      aud: clientId,
      sub: makeSub(),
      iat: now(),
      exp: now() + 600,
    });

    test("without a signature is refused, in every spelling", async () => {
      for (const alg of ["none", "None", "NONE", ""]) {
        const token = `${encode({ alg, kid: apple.publicKey().kid })}.${encode(claims())}.`;
        expect(await reasonOf(ids.verify(token, null))).toMatch(/^ERR_J(OSE|WS)_/);
      }
    });

    test("with Apple's public key for a shared secret is refused", async () => {
      const { kid, n, e } = apple.publicKey();
      for (const secret of [n!, JSON.stringify({ kty: "RSA", n, e }), JSON.stringify(apple.publicKey())]) {
        const signed = `${encode({ alg: "HS256", kid })}.${encode(claims())}`;
        const signature = createHmac("sha256", secret).update(signed).digest("base64url");
        expect(await reasonOf(ids.verify(`${signed}.${signature}`, null))).toBe("ERR_JOSE_ALG_NOT_ALLOWED");
      }
    });

    test("with a key of their own is refused, under Apple's name for one and under another", async () => {
      const own = await apple.makeKey();
      const { kid } = apple.publicKey();
      const named = await apple.sign(claims(), { key: own, header: { kid } });
      expect(await reasonOf(ids.verify(named, null))).toBe("ERR_JWS_SIGNATURE_VERIFICATION_FAILED");
      expect(await reasonOf(ids.verify(await apple.sign(claims(), { key: own }), null))).toBe(
        "the key is not Apple's",
      );
      const carried = await apple.sign(claims(), { key: own, header: { jwk: own.jwk } });
      expect(await reasonOf(ids.verify(carried, null))).toBe("the key is not Apple's");
    });

    test("from a good one by changing it is refused", async () => {
      const [header, , signature] = (await apple.identityToken()).split(".");
      const changed = `${header}.${encode(claims())}.${signature}`;
      expect(await reasonOf(ids.verify(changed, null))).toBe("ERR_JWS_SIGNATURE_VERIFICATION_FAILED");
    });

    test("of anything at all is refused, and is never a fault of ours", async () => {
      const part = fc.oneof(
        fc.string(),
        fc.json().map((json) => Buffer.from(json).toString("base64url")),
      );
      const junk = fc.oneof(
        fc.string(),
        fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join(".")),
      );
      await fc.assert(
        fc.asyncProperty(junk, async (token) => {
          expect(typeof (await reasonOf(ids.verify(token, null)))).toBe("string");
        }),
        { numRuns: 200 },
      );
    });
  });

  test("holds after Apple has changed its keys", async () => {
    await ids.verify(await apple.identityToken(), null);
    await apple.rotate({ keepOld: true });
    await ids.verify(await apple.identityToken(), null);
  });

  test("cannot be judged while Apple is down", async () => {
    apple.disturb("fail");
    await expect(ids.verify(await apple.identityToken(), null)).rejects.toThrow(UpstreamUnavailable);
  });
});

describe("a code", () => {
  const identify = async (sub = makeSub()) => await ids.verify(await apple.identityToken({ sub }), null);

  test("is exchanged once, for what revocation takes, and nothing in it can be read", async () => {
    const identity = await identify();
    const code = apple.issueCode(identity.sub);
    const grant = (await ids.exchange(code, identity))!;
    const given = apple.refreshTokens().at(-1)!;
    expect(grant).toMatch(/^v1\.[\w-]+$/);
    expect(Buffer.from(grant.slice(3), "base64url").toString("latin1")).not.toContain(given);
    expect(apple.calls.at(-1)).toMatchObject({
      path: "/auth/token",
      form: { client_id: clientId, grant_type: "authorization_code", code },
    });
    expect(await reasonOf(ids.exchange(code, identity))).toBe("the code is not good");

    await ids.revoke(grant);
    expect(apple.holds(given)).toBe(false);
    await ids.revoke(grant);
    expect(log.lines).toEqual([]);
  });

  test("is exchanged as the app that the person uses", async () => {
    const aud = "another.of.our.apps";
    const identity = await ids.verify(await apple.identityToken({ aud }), null);
    expect(await ids.exchange(apple.issueCode(identity.sub, aud), identity)).not.toBeNull();
    expect(await reasonOf(ids.exchange(apple.issueCode(identity.sub), identity))).toBe(
      "the code is not good",
    );
  });

  test("of another person is refused", async () => {
    const code = apple.issueCode(makeSub());
    expect(await reasonOf(ids.exchange(code, await identify()))).toBe("the code is another person's");
  });

  test.each(["fail", "hang", "nonsense"] as const)("cannot be exchanged in the state '%s'", async (how) => {
    const identity = await identify();
    apple.disturb(how, "/auth/token");
    await expect(ids.exchange(apple.issueCode(identity.sub), identity)).rejects.toThrow(UpstreamUnavailable);
  });

  test("is no worse for a key of ours that Apple does not take: that is told by Apple's own word", async () => {
    const key = { ...apple.developerKey, keyId: "ANOTHER" };
    const other = make({ developer: { key, sealedBy: ["s"] } });
    const identity = await identify();
    await expect(other.exchange(apple.issueCode(identity.sub), identity)).rejects.toMatchObject({
      code: "upstream_unavailable",
      cause: { message: "Apple answered 400: invalid_client" },
    });
  });

  test("is left alone where we have no key", async () => {
    const without = make({ developer: null });
    expect(await without.exchange("code", await identify())).toBeNull();
    await expect(without.revoke("v1.x")).rejects.toThrow(NotSetUp);
  });
});

describe("a grant", () => {
  const grantOf = async (maker: AppleIds) => {
    const identity = await maker.verify(await apple.identityToken(), null);
    return (await maker.exchange(apple.issueCode(identity.sub), identity))!;
  };
  const sealedBy = (...secrets: string[]) =>
    make({ developer: { key: apple.developerKey, sealedBy: secrets } });

  test("is opened by any secret of ours, sealed by the first", async () => {
    const grant = await grantOf(sealedBy("old"));
    const given = apple.refreshTokens().at(-1)!;
    await sealedBy("new", "old").revoke(grant);
    expect(apple.holds(given)).toBe(false);
  });

  test("whose secret is gone, or that was tampered with, is left with a line in the log", async () => {
    const grant = await grantOf(sealedBy("old"));
    const given = apple.refreshTokens().at(-1)!;
    const revocations = apple.callCount("/auth/revoke");
    await sealedBy("new").revoke(grant);
    for (const spoilt of [`${grant.slice(0, -4)}AAAA`, grant.slice(0, 20), "v1.", "v2.x", ""]) {
      await sealedBy("old").revoke(spoilt);
    }
    expect(log.lines).toHaveLength(6);
    expect([apple.callCount("/auth/revoke"), apple.holds(given)]).toEqual([revocations, true]);
  });

  test.each(["fail", "hang"] as const)(
    "is not revoked in the state '%s', and may be tried again",
    async (how) => {
      const grant = await grantOf(ids);
      apple.disturb(how, "/auth/revoke");
      await expect(ids.revoke(grant)).rejects.toThrow(UpstreamUnavailable);
    },
  );
});

describe("a notification", () => {
  const sub = makeSub();
  const at = Date.UTC(2026, 0, 31, 9, 30);

  test.each([
    ["consent-revoked", "consent_revoked"],
    ["account-delete", "account_deleted"],
    ["account-deleted", "account_deleted"],
    ["something-new", "unknown"],
  ])("says %s", async (type, kind) => {
    const payload = await apple.notification({ type, sub, event_time: at });
    expect(await ids.verifyNotification(payload)).toEqual({
      kind,
      sub,
      email: null,
      isPrivateEmail: null,
      at,
    });
  });

  test.each([
    ["email-enabled", "email_enabled"],
    ["email-disabled", "email_disabled"],
  ])("says %s, and of which address", async (type, kind) => {
    const about = {
      type,
      sub,
      event_time: at,
      email: "x@privaterelay.appleid.com",
      is_private_email: "true",
    };
    const said = { kind, sub, email: "x@privaterelay.appleid.com", isPrivateEmail: true, at };
    expect(await ids.verifyNotification(await apple.notification(about))).toEqual(said);
    const asObject = await apple.sign({ events: about });
    expect(await ids.verifyNotification(asObject)).toEqual(said);
  });

  test("tells its time in seconds or in milliseconds", async () => {
    const payload = await apple.notification({ type: "consent-revoked", sub, event_time: at / 1_000 });
    expect(await ids.verifyNotification(payload)).toMatchObject({ at });
  });

  test.each([
    ["no events", { events: undefined }],
    ["events that are no JSON", { events: "{" }],
    ["events that are a number", { events: "7" }],
    ["nobody", { events: JSON.stringify({ type: "consent-revoked", event_time: 1 }) }],
    ["no time", { events: JSON.stringify({ type: "consent-revoked", sub }) }],
    ["another audience", { aud: "another.app" }],
    ["another issuer", { iss: "https://example.com" }],
    ["an end that has come", { exp: 1 }],
  ])("with %s is refused", async (_what, claims) => {
    const payload = await apple.notification({ type: "consent-revoked", sub }, claims);
    expect(await reasonOf(ids.verifyNotification(payload))).toEqual(expect.any(String));
  });

  test("that is forged is refused", async () => {
    const claims = { events: JSON.stringify({ type: "consent-revoked", sub, event_time: at }) };
    const own = await apple.makeKey();
    const { kid } = apple.publicKey();
    expect(
      await reasonOf(ids.verifyNotification(await apple.sign(claims, { key: own, header: { kid } }))),
    ).toBe("ERR_JWS_SIGNATURE_VERIFICATION_FAILED");
  });
});
