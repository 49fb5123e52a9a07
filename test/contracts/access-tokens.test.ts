import { createHmac, createPublicKey, type JsonWebKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { joseAccessTokens } from "#shared/adapters/tokens/jose-access-tokens.ts";
import type { AccessClaims, AccessTokens } from "#shared/ports/access-tokens.ts";
import { buildSigningKey } from "#test/builders/build-signing-key.ts";
import { fakeAccessTokens } from "#test/fakes/fake-access-tokens.ts";
import { type FakeClock, fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";

const now = Date.UTC(2026, 0, 31, 9, 30);
const secret = "a-secret-of-tests-with-32-characters";
const [rsa, rsaBefore, ec, ecBefore] = [
  buildSigningKey("RS256", "rsa-2"),
  buildSigningKey("RS256", "rsa-1"),
  buildSigningKey("ES256", "ec-2"),
  buildSigningKey("ES256", "ec-1"),
];
const claims: AccessClaims = {
  tenantId: "acme",
  userId: "anna",
  signInId: "s1",
  issuedAt: now,
  expiresAt: now + 900_000,
};

const signerOf = (
  algorithm: "HS256" | "RS256" | "ES256",
  secret: string,
  clock: FakeClock = fakeClock(now),
) => joseAccessTokens({ secret, algorithm, clock, ids: fakeIds(clock) });
const keysOf = (...keys: readonly object[]) => JSON.stringify(keys);

function describeTokens(name: string, make: (clock: FakeClock) => AccessTokens): void {
  describe(`access tokens by ${name}`, () => {
    test("say whose they are until they expire", async () => {
      const clock = fakeClock(now);
      const tokens = make(clock);
      const token = await tokens.issue(claims);
      expect(await tokens.verify(token)).toEqual(claims);
      clock.advance(899_999);
      expect(await tokens.verify(token)).toEqual(claims);
      clock.advance(1);
      expect(await tokens.verify(token)).toBeNull();
    });

    test("say what their tenant was limited to", async () => {
      const tokens = make(fakeClock(now));
      const limited = { ...claims, tenantRatePerMinute: 7 };
      expect(await tokens.verify(await tokens.issue(limited))).toEqual(limited);
    });

    test("that were changed, cut or made up hold nowhere", async () => {
      const tokens = make(fakeClock(now));
      const token = await tokens.issue(claims);
      const [header, , signature] = token.split(".");
      const other = Buffer.from(JSON.stringify({ sub: "ben", tid: "acme" })).toString("base64url");
      const made = ["", "x", "a.b.c", token.slice(0, -4), `${token}x`, `${header}.${other}.${signature}`];
      for (const bad of made) expect(await tokens.verify(bad)).toBeNull();
    });

    test("that seem to come from the future do not hold", async () => {
      const tokens = make(fakeClock(now));
      const later = { ...claims, issuedAt: now + 120_000 };
      expect(await tokens.verify(await tokens.issue(later))).toBeNull();
    });
  });
}

describeTokens("the fake", fakeAccessTokens);
describeTokens("HS256", (clock) => signerOf("HS256", secret, clock));
describeTokens("RS256", (clock) => signerOf("RS256", keysOf(rsa), clock));
describeTokens("ES256", (clock) => signerOf("ES256", keysOf(ec), clock));

const payload = { sub: "anna", tid: "acme", jti: "j1", iat: now / 1_000, exp: now / 1_000 + 900 };
const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
/** A token as anybody may make one who knows what to sign it with. */
function handmade(header: object, body: object, hmacKey: string | null): string {
  const signed = `${encode(header)}.${encode(body)}`;
  const signature = hmacKey === null ? "" : createHmac("sha256", hmacKey).update(signed).digest("base64url");
  return `${signed}.${signature}`;
}
const withSecret = (header: object, body: object = payload) => handmade(header, body, secret);
const good = { alg: "HS256", typ: "JWT" };

describe("a token of another signer with our secret", () => {
  const tokens = signerOf("HS256", secret);

  test("holds with the claims that are promised, and is revoked by its own id", async () => {
    expect(await tokens.verify(withSecret(good))).toEqual({ ...claims, signInId: "j1" });
  });

  test.each(["sub", "tid", "jti", "iat", "exp"])("does not hold without %s", async (name) => {
    const { [name as keyof typeof payload]: _, ...rest } = payload;
    expect(await tokens.verify(withSecret(good, rest))).toBeNull();
  });

  test.each([
    { sub: "a/b" },
    { sub: 7 },
    { sub: "" },
    { tid: "acme/anna" },
    { tid: null },
    { sid: "a b" },
    { iat: "now" },
    { exp: "2099-01-01" },
    { nbf: now / 1_000 + 60 },
  ])("does not hold with %j", async (change) => {
    expect(await tokens.verify(withSecret(good, { ...payload, ...change }))).toBeNull();
  });

  test.each([
    ["another kind of token", { ...good, typ: "dpop+jwt" }],
    ["no kind", { alg: "HS256" }],
    ["a larger HMAC", { ...good, alg: "HS512" }],
    ["a critical extension", { ...good, crit: ["exp2"], exp2: 1 }],
  ])("does not hold as %s", async (_what, header) => {
    expect(await tokens.verify(withSecret(header))).toBeNull();
  });
});

describe("an algorithm that is not the one set", () => {
  const signers = [
    ["HS256", signerOf("HS256", secret)],
    ["RS256", signerOf("RS256", keysOf(rsa))],
    ["ES256", signerOf("ES256", keysOf(ec))],
  ] as const;

  test.each(signers)("never holds where %s is", async (name, tokens) => {
    for (const alg of ["none", "None", "NONE", ""]) {
      for (const kid of [undefined, rsa.kid, ec.kid]) {
        expect(await tokens.verify(handmade({ ...good, alg, kid }, payload, null))).toBeNull();
        expect(await tokens.verify(handmade({ ...good, alg, kid }, payload, secret))).toBeNull();
      }
    }
    for (const [other, signer] of signers) {
      if (other !== name) expect(await tokens.verify(await signer.issue(claims))).toBeNull();
    }
  });

  test.each([
    ["RS256", rsa],
    ["ES256", ec],
  ] as const)("is HS256 with the public key of %s, in whichever shape", async (algorithm, key) => {
    const tokens = signerOf(algorithm, keysOf(key));
    const publicKey = createPublicKey({ key: key as JsonWebKey, format: "jwk" });
    const [shown] = await tokens.publicKeys();
    const shapes = [
      publicKey.export({ format: "pem", type: "spki" }).toString(),
      publicKey.export({ format: "pem", type: "spki" }).toString().trim(),
      publicKey.export({ format: "der", type: "spki" }).toString("latin1"),
      JSON.stringify(shown),
    ];
    for (const shape of shapes) {
      expect(await tokens.verify(handmade({ ...good, kid: key.kid }, payload, shape))).toBeNull();
    }
  });

  test("is not taken from a key in the token itself", async () => {
    const stranger = buildSigningKey("ES256", "ec-2");
    const token = await signerOf("ES256", keysOf(stranger)).issue(claims);
    expect(await signerOf("ES256", keysOf(ec)).verify(token)).toBeNull();
    const [, body, signature] = token.split(".");
    const header = encode({ ...good, alg: "ES256", kid: "ec-2", jwk: stranger, jku: "http://127.0.0.1:1" });
    expect(await signerOf("ES256", keysOf(ec)).verify(`${header}.${body}.${signature}`)).toBeNull();
  });
});

describe.each([
  ["RS256", rsa, rsaBefore],
  ["ES256", ec, ecBefore],
] as const)("a change of keys for %s", (algorithm, next, before) => {
  test("lets tokens of the key before hold while it is listed, and no longer", async () => {
    const old = await signerOf(algorithm, keysOf(before)).issue(claims);
    const rotated = signerOf(algorithm, keysOf(next, before));
    expect(await rotated.verify(old)).toEqual(claims);
    const header = JSON.parse(
      Buffer.from((await rotated.issue(claims)).split(".")[0]!, "base64url").toString(),
    );
    expect(header).toEqual({ alg: algorithm, typ: "JWT", kid: next.kid });
    expect(await signerOf(algorithm, keysOf(next)).verify(old)).toBeNull();
  });

  test("shows the public halves of all, and nothing more", async () => {
    const shown = await signerOf(algorithm, keysOf(next, before)).publicKeys();
    expect(shown).toMatchObject([{ kid: next.kid }, { kid: before.kid }]);
    for (const key of shown) {
      expect(key).toMatchObject({ alg: algorithm, use: "sig" });
      for (const secretPart of ["d", "p", "q", "dp", "dq", "qi", "k", "oth"])
        expect(key).not.toHaveProperty(secretPart);
    }
  });
});

test("a change of the algorithm lets tokens of the keys before hold too", async () => {
  const old = await signerOf("RS256", keysOf(rsa)).issue(claims);
  const changed = signerOf("ES256", keysOf(ec, rsa));
  expect(await changed.verify(old)).toEqual(claims);
  expect(await changed.verify(await changed.issue(claims))).toEqual(claims);
});

test("a shared secret is shown to nobody", async () => {
  expect(await signerOf("HS256", secret).publicKeys()).toEqual([]);
});
