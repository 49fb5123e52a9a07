import { describe, expect, test } from "vitest";
import { Unauthenticated } from "../../errors.ts";
import { makeApiKey } from "./api-key.ts";
import { type AccessRules, authenticate as ask, type Credentials, hashKey } from "./authenticate.ts";

const key = "an-operator-key-of-ours";
const strict = {
  mode: "strict" as const,
  stage: "local",
  operatorKeyHashes: [hashKey("another-key-before-it"), hashKey(key)],
};
const dev = { ...strict, mode: "dev" as const };
const nobodyKnows = { recognise: async () => null, verify: async () => null };
const authenticate = (credentials: Credentials, rules: AccessRules) => ask(credentials, rules, nobodyKnows);
const nothing: Credentials = { apiKey: undefined, authorization: undefined, actsForUserId: undefined };

describe("a call without credentials", () => {
  test("is a developer's in dev mode: every scope, any tenant", async () => {
    const caller = await authenticate(nothing, dev);
    expect(caller).toMatchObject({ id: "dev", tenantId: null, userId: null, mayProvision: true });
    expect([...caller.scopes].toSorted()).toEqual([
      "admin",
      "chat",
      "memory:read",
      "memory:write",
      "operator",
    ]);
  });

  test("is refused in strict mode", async () => {
    await expect(authenticate(nothing, strict)).rejects.toThrow(Unauthenticated);
  });
});

describe("a call with a key", () => {
  test("is known by any of the operator keys", async () => {
    const caller = await authenticate({ ...nothing, apiKey: key }, strict);
    expect(caller.scopes).toContain("operator");
    expect(caller.mayProvision).toBe(false);
  });

  test("is named in a way that does not show the key", async () => {
    expect((await authenticate({ ...nothing, apiKey: key }, strict)).id).toMatch(/^key:[0-9a-f]{16}$/);
  });

  test("may provision tenants in dev mode", async () => {
    expect((await authenticate({ ...nothing, apiKey: key }, dev)).mayProvision).toBe(true);
  });

  test.each([strict, dev])("is refused when nobody knows the key, in $mode mode", async (rules) => {
    await expect(authenticate({ ...nothing, apiKey: "a-key-of-somebody-else" }, rules)).rejects.toThrow(
      Unauthenticated,
    );
    await expect(authenticate({ ...nothing, apiKey: "" }, rules)).rejects.toThrow(Unauthenticated);
    await expect(authenticate({ ...nothing, apiKey: key.slice(0, -1) }, rules)).rejects.toThrow(
      Unauthenticated,
    );
  });

  test("is refused where there are no keys at all", async () => {
    const rules = { ...strict, operatorKeyHashes: [] };
    await expect(authenticate({ ...nothing, apiKey: key }, rules)).rejects.toThrow(Unauthenticated);
  });
});

describe("a call with a token", () => {
  const claims = {
    tenantId: "acme",
    userId: "anna",
    signInId: "s1",
    issuedAt: 1_000,
    expiresAt: 901_000,
    tenantRatePerMinute: 7,
  };
  const verify = async (token: string) => (token === "good" ? claims : null);
  const present = (authorization: string, more: Partial<Credentials> = {}, rules: AccessRules = strict) =>
    ask({ ...nothing, ...more, authorization }, rules, { ...nobodyKnows, verify });

  test.each(["Bearer good", "bearer good", "BEARER  good"])("is its user's: %s", async (authorization) => {
    expect(await present(authorization)).toEqual({
      id: "user:acme/anna",
      tenantId: "acme",
      userId: "anna",
      scopes: new Set(["memory:read", "memory:write", "chat"]),
      mayProvision: false,
      signIn: { id: "s1", issuedAt: 1_000, expiresAt: 901_000 },
      tenantRatePerMinute: 7,
    });
  });

  test("stays its user's, whoever else it names", async () => {
    expect((await present("Bearer good", { actsForUserId: "ben" })).userId).toBe("anna");
  });

  test("may bring its tenant into being in dev mode alone", async () => {
    expect((await present("Bearer good", {}, dev)).mayProvision).toBe(true);
  });

  test.each([
    "Bearer bad",
    "Bearer",
    "Bearer ",
    "good",
    "Basic good",
    "Bearer good x",
    "Bearer good,bad",
    "",
  ])("is refused in either mode where it does not hold: '%s'", async (authorization) => {
    await expect(present(authorization)).rejects.toThrow(Unauthenticated);
    await expect(present(authorization, {}, dev)).rejects.toThrow(Unauthenticated);
  });

  test("and a key goes by the key, which must hold", async () => {
    expect((await present("Bearer good", { apiKey: key })).id).toMatch(/^key:/);
    await expect(present("Bearer good", { apiKey: "nobody's-key-of-16" })).rejects.toThrow(Unauthenticated);
  });
});

test("a caller may act for a user", async () => {
  expect((await authenticate({ ...nothing, actsForUserId: "anna" }, dev)).userId).toBe("anna");
  expect((await authenticate({ ...nothing, apiKey: key, actsForUserId: "anna" }, strict)).userId).toBe(
    "anna",
  );
});

describe("a call with a stored key", () => {
  const stored = makeApiKey("local");
  const known = { id: "k1", tenantId: "acme", scopes: ["memory:read"], tenantRatePerMinute: 7 };
  const hash = hashKey(stored).toString("hex");
  const present = (apiKey: string, scopes: readonly string[] = known.scopes, rules: AccessRules = strict) => {
    const asked: string[] = [];
    const recognise = async (keyHash: string) => {
      asked.push(keyHash);
      return keyHash === hash ? { ...known, scopes } : null;
    };
    const caller = ask({ ...nothing, apiKey }, rules, { ...nobodyKnows, recognise });
    return { caller, asked };
  };

  test("is its tenant's, with the scopes that it was given", async () => {
    const caller = await present(stored).caller;
    expect(caller).toMatchObject({
      id: "key:k1",
      tenantId: "acme",
      tenantRatePerMinute: 7,
      mayProvision: false,
    });
    expect([...caller.scopes]).toEqual(["memory:read"]);
  });

  test("may name every tenant, and administer it, as an operator", async () => {
    const caller = await present(stored, ["operator"]).caller;
    expect(caller).toMatchObject({ tenantId: null, homeTenantId: "acme" });
    expect([...caller.scopes].toSorted()).toEqual(["admin", "operator"]);
  });

  test("never brings a tenant into being that it does not belong to", async () => {
    expect((await present(stored, ["memory:write"], dev).caller).mayProvision).toBe(false);
  });

  test("is refused when nobody has it", async () => {
    await expect(present(makeApiKey("local")).caller).rejects.toThrow(Unauthenticated);
  });

  test.each([`${stored}x`, stored.slice(0, -1), makeApiKey("prod"), "aimi_local_"])(
    "is refused without a look-up when it cannot be one: %s",
    async (apiKey) => {
      const { caller, asked } = present(apiKey);
      await expect(caller).rejects.toThrow(Unauthenticated);
      expect(asked).toEqual([]);
    },
  );
});
