import { describe, expect, test } from "vitest";
import { Unauthenticated } from "../../errors.ts";
import { authenticate, type Credentials, hashKey } from "./authenticate.ts";

const key = "an-operator-key-of-ours";
const strict = {
  mode: "strict" as const,
  operatorKeyHashes: [hashKey("another-key-before-it"), hashKey(key)],
};
const dev = { ...strict, mode: "dev" as const };
const nothing: Credentials = { apiKey: undefined, authorization: undefined, actsForUserId: undefined };

describe("a call without credentials", () => {
  test("is a developer's in dev mode: every scope, any tenant", () => {
    const caller = authenticate(nothing, dev);
    expect(caller).toMatchObject({ id: "dev", tenantId: null, userId: null, mayProvision: true });
    expect([...caller.scopes].toSorted()).toEqual([
      "admin",
      "chat",
      "memory:read",
      "memory:write",
      "operator",
    ]);
  });

  test("is refused in strict mode", () => {
    expect(() => authenticate(nothing, strict)).toThrow(Unauthenticated);
  });
});

describe("a call with a key", () => {
  test("is known by any of the operator keys", () => {
    const caller = authenticate({ ...nothing, apiKey: key }, strict);
    expect(caller.scopes).toContain("operator");
    expect(caller.mayProvision).toBe(false);
  });

  test("is named in a way that does not show the key", () => {
    expect(authenticate({ ...nothing, apiKey: key }, strict).id).toMatch(/^key:[0-9a-f]{16}$/);
  });

  test("may provision tenants in dev mode", () => {
    expect(authenticate({ ...nothing, apiKey: key }, dev).mayProvision).toBe(true);
  });

  test.each([strict, dev])("is refused when nobody knows the key, in $mode mode", (rules) => {
    expect(() => authenticate({ ...nothing, apiKey: "a-key-of-somebody-else" }, rules)).toThrow(
      Unauthenticated,
    );
    expect(() => authenticate({ ...nothing, apiKey: "" }, rules)).toThrow(Unauthenticated);
    expect(() => authenticate({ ...nothing, apiKey: key.slice(0, -1) }, rules)).toThrow(Unauthenticated);
  });

  test("is refused where there are no keys at all", () => {
    const rules = { ...strict, operatorKeyHashes: [] };
    expect(() => authenticate({ ...nothing, apiKey: key }, rules)).toThrow(Unauthenticated);
  });
});

test("a token is refused in either mode: what is presented must hold", () => {
  const credentials = { ...nothing, authorization: "Bearer something" };
  expect(() => authenticate(credentials, strict)).toThrow(Unauthenticated);
  expect(() => authenticate(credentials, dev)).toThrow(Unauthenticated);
});

test("a caller may act for a user", () => {
  expect(authenticate({ ...nothing, actsForUserId: "anna" }, dev).userId).toBe("anna");
  expect(authenticate({ ...nothing, apiKey: key, actsForUserId: "anna" }, strict).userId).toBe("anna");
});
