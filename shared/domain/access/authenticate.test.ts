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
const authenticate = (credentials: Credentials, rules: AccessRules) =>
  ask(credentials, rules, async () => null);
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

test("a token is refused in either mode: what is presented must hold", async () => {
  const credentials = { ...nothing, authorization: "Bearer something" };
  await expect(authenticate(credentials, strict)).rejects.toThrow(Unauthenticated);
  await expect(authenticate(credentials, dev)).rejects.toThrow(Unauthenticated);
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
    const caller = ask({ ...nothing, apiKey }, rules, async (keyHash) => {
      asked.push(keyHash);
      return keyHash === hash ? { ...known, scopes } : null;
    });
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
