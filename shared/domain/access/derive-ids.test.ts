import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { deriveConversationId, deriveOwnerId, deriveTextHash, instantOfId } from "./derive-ids.ts";

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe("ids of owners and conversations", () => {
  test("are UUIDs that follow from the names alone", () => {
    expect(deriveOwnerId("acme", "anna")).toMatch(uuidShape);
    expect(deriveOwnerId("acme", "anna")).toBe(deriveOwnerId("acme", "anna"));
    expect(deriveConversationId("owner", "c1")).toBe(deriveConversationId("owner", "c1"));
  });

  test("differ between a tenant, its users, and the users of another tenant", () => {
    const ids = [
      deriveOwnerId("acme", null),
      deriveOwnerId("acme", "anna"),
      deriveOwnerId("acme", "ben"),
      deriveOwnerId("other", "anna"),
      deriveConversationId(deriveOwnerId("acme", "anna"), "c1"),
      deriveConversationId(deriveOwnerId("acme", "ben"), "c1"),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("stay as they are from release to release, since rows hang on them", () => {
    expect(deriveOwnerId("default", null)).toBe("c1247b4e-5d8f-b73e-8da8-d28d36cf6e24");
    expect(deriveOwnerId("default", "anna")).toBe("80a943ef-dad8-52bd-9b0d-2d7c19e0205c");
  });
});

describe("a text's hash", () => {
  test("covers the speaker's name and the text, and nothing else", () => {
    expect(deriveTextHash("Anna", "hello")).not.toBe(deriveTextHash("Ben", "hello"));
    expect(deriveTextHash("Anna", "hello")).not.toBe(deriveTextHash(null, "hello"));
    expect(deriveTextHash(null, "hello")).toBe(createHash("sha256").update("\u0000hello").digest("hex"));
  });

  test("keeps a name and a text apart, wherever they are cut", () => {
    expect(deriveTextHash("ab", "c")).not.toBe(deriveTextHash("a", "bc"));
  });
});

test("the instant of a UUIDv7 is read from the id", () => {
  const clock = fakeClock(Date.UTC(2026, 6, 1, 12, 0, 0, 123));
  expect(instantOfId(fakeIds(clock).next())).toBe(clock.now());
});
