import { expect, test } from "vitest";
import { Forbidden, ValidationFailed } from "../../errors.ts";
import type { Caller } from "./caller.ts";
import { deriveOwnerId } from "./derive-ids.ts";
import { personOf } from "./person-of.ts";

const key: Caller = { id: "key:1", tenantId: "acme", userId: null, scopes: new Set(), mayProvision: false };

test("a call that names a user is that user's", () => {
  const person = personOf(key, { userId: "anna" });
  expect(person).toMatchObject({
    tenantId: "acme",
    userId: "anna",
    ownerId: deriveOwnerId("acme", "anna"),
    callerId: "key:1",
  });
});

test("a person is nobody else", () => {
  expect(personOf({ ...key, userId: "anna" }).userId).toBe("anna");
  expect(() => personOf({ ...key, userId: "anna" }, { userId: "ben" })).toThrow(Forbidden);
});

test("a key that names nobody is told to", () => {
  expect(() => personOf(key)).toThrow(ValidationFailed);
});

test("a developer who names nobody is the same person each time", () => {
  const developer = { ...key, id: "dev", tenantId: null };
  expect(personOf(developer, { tenantId: "acme" })).toMatchObject({
    tenantId: "acme",
    userId: "dev-user",
    ownerId: deriveOwnerId("acme", "dev-user"),
  });
});
