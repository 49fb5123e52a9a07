import { describe, expect, test } from "vitest";
import { Forbidden } from "../../errors.ts";
import { actFor } from "./act-for.ts";
import type { Caller } from "./caller.ts";
import { deriveOwnerId } from "./derive-ids.ts";

const anyone: Caller = { id: "key:1", tenantId: null, userId: null, scopes: new Set(), mayProvision: true };
const acme: Caller = { ...anyone, tenantId: "acme" };
const anna: Caller = { ...acme, userId: "anna" };

describe("a caller who belongs to no tenant", () => {
  test("acts for the default tenant itself when nothing is named", () => {
    expect(actFor(anyone)).toEqual({
      tenantId: "default",
      userId: null,
      ownerId: deriveOwnerId("default", null),
      callerId: "key:1",
      mayProvision: true,
    });
  });

  test("acts for whom it names", () => {
    const actor = actFor(anyone, { tenantId: "acme", userId: "anna" });
    expect(actor).toMatchObject({ tenantId: "acme", userId: "anna", ownerId: deriveOwnerId("acme", "anna") });
  });

  test("may name the tenant in one place and the user in another", () => {
    expect(actFor(anyone, { tenantId: "acme" }, { userId: "anna" })).toMatchObject({
      tenantId: "acme",
      userId: "anna",
    });
  });

  test("may name the same twice, and not two different ones", () => {
    expect(actFor(anyone, { tenantId: "acme" }, { tenantId: "acme" }).tenantId).toBe("acme");
    expect(() => actFor(anyone, { tenantId: "acme" }, { tenantId: "other" })).toThrow(Forbidden);
    expect(() => actFor(anyone, { userId: "anna" }, { userId: "ben" })).toThrow(Forbidden);
  });

  test("does not get the default tenant for what it named later", () => {
    expect(actFor(anyone, {}, { tenantId: "acme" }).tenantId).toBe("acme");
  });
});

describe("a caller of one tenant", () => {
  test("acts for it, named or not", () => {
    expect(actFor(acme).tenantId).toBe("acme");
    expect(actFor(acme, { tenantId: "acme" }).tenantId).toBe("acme");
  });

  test("is refused another tenant, the default one included", () => {
    expect(() => actFor(acme, { tenantId: "other" })).toThrow(Forbidden);
    expect(() => actFor(acme, { tenantId: "default" })).toThrow(Forbidden);
  });

  test("may act for any of its users", () => {
    expect(actFor(acme, { userId: "ben" }).ownerId).toBe(deriveOwnerId("acme", "ben"));
  });
});

describe("a caller who acts for a user", () => {
  test("is that user, named or not", () => {
    expect(actFor(anna).userId).toBe("anna");
    expect(actFor(anna, { userId: "anna" }).userId).toBe("anna");
  });

  test("is refused another user, in whichever place it is named", () => {
    expect(() => actFor(anna, { userId: "ben" })).toThrow(Forbidden);
    expect(() => actFor(anna, { userId: "anna" }, { userId: "ben" })).toThrow(Forbidden);
  });
});
