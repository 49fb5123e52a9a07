import { describe, expect, test } from "vitest";
import { Unauthenticated } from "../../errors.ts";
import { makeApiKey } from "./api-key.ts";
import { type AccessRules, authenticate, type Credentials, hashKey } from "./authenticate.ts";
import { takeKeyFromBearer } from "./take-key-from-bearer.ts";

const operatorKey = "an-operator-key-of-ours";
const dottedKey = "an.operator.key-with-dots";
const stored = makeApiKey("local");
const strict = {
  mode: "strict" as const,
  stage: "local",
  operatorKeyHashes: [hashKey(operatorKey), hashKey(dottedKey)],
};
const dev = { ...strict, mode: "dev" as const };
const claims = { tenantId: "acme", userId: "anna", signInId: "s1", issuedAt: 1_000, expiresAt: 901_000 };
const proofs = {
  recognise: async (hash: string) =>
    hash === hashKey(stored).toString("hex")
      ? { id: "k1", tenantId: "acme", scopes: ["chat"], tenantRatePerMinute: null }
      : null,
  verify: async (token: string) => (token === "a.good.token" ? claims : null),
};
const nothing: Credentials = { apiKey: undefined, authorization: undefined, actsForUserId: undefined };

const present = async (given: Partial<Credentials>, rules: AccessRules = strict) =>
  await authenticate(takeKeyFromBearer({ ...nothing, ...given }, rules), rules, proofs);
const bear = async (bearer: string, rules?: AccessRules) =>
  await present({ authorization: `Bearer ${bearer}` }, rules);

describe.each([strict, dev])("in $mode mode, a bearer", (rules) => {
  test("may be an operator's key, whatever its shape", async () => {
    expect((await bear(operatorKey, rules)).scopes).toContain("operator");
    expect((await bear(dottedKey, rules)).scopes).toContain("operator");
  });

  test("may be a tenant's key, which may act for a user", async () => {
    const authorization = `bearer ${stored}`;
    const caller = await present({ authorization, actsForUserId: "anna" }, rules);
    expect(caller).toMatchObject({ id: "key:k1", tenantId: "acme", userId: "anna" });
  });

  test("may be a person's token", async () => {
    expect((await bear("a.good.token", rules)).id).toBe("user:acme/anna");
  });

  test.each([
    ["a token that does not hold", "a.bad.token"],
    ["a token without a signature", "a.bad."],
    ["a key of ours that nobody has", makeApiKey("local")],
    ["a key of another stage", makeApiKey("prod")],
    ["a key, mistyped", `${stored}x`],
    ["two words", "sk-one sk-two"],
    ["nothing", ""],
  ])("is refused where it is %s", async (_what, bearer) => {
    await expect(bear(bearer, rules)).rejects.toThrow(Unauthenticated);
  });

  test("comes after a key in its own header, which must hold", async () => {
    const authorization = "Bearer a.good.token";
    expect((await present({ authorization, apiKey: stored }, rules)).id).toBe("key:k1");
    await expect(present({ authorization, apiKey: "nobody's-key-of-16" }, rules)).rejects.toThrow(
      Unauthenticated,
    );
  });

  test("is the only thing that is read as a key", async () => {
    await expect(present({ authorization: `Basic ${stored}` }, rules)).rejects.toThrow(Unauthenticated);
    await expect(present({ authorization: stored }, rules)).rejects.toThrow(Unauthenticated);
  });
});

describe("a bearer that no key looks like", () => {
  test.each(["sk-anything", "none", "lm-studio", "a.b", "a.b.c.d"])(
    "counts as nothing in dev mode, and is refused in strict mode: %s",
    async (bearer) => {
      expect((await bear(bearer, dev)).id).toBe("dev");
      await expect(bear(bearer)).rejects.toThrow(Unauthenticated);
    },
  );

  test("leaves a developer the user that the call is for", async () => {
    const given = { authorization: "Bearer sk-anything", actsForUserId: "anna" };
    expect(await present(given, dev)).toMatchObject({ id: "dev", userId: "anna" });
  });
});

test("without a bearer nothing changes", async () => {
  expect((await present({}, dev)).id).toBe("dev");
  expect((await present({ apiKey: operatorKey })).scopes).toContain("operator");
  await expect(present({})).rejects.toThrow(Unauthenticated);
});
