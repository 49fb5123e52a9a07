import { describe, expect, test } from "vitest";
import { isNear, isSameSaying, isSameWording } from "./compare-texts.ts";

test.each([
  ["The user lives in Berlin.", "the user lives in berlin"],
  ["The user likes the café", "User likes café!"],
  ["The user’s dog is old", "The user's dog is old."],
  ["The user runs 1.5 km", "The user runs 1.5 km."],
])("%j is worded as %j", (a, b) => {
  expect(isSameWording(a, b)).toBe(true);
});

const others = [
  ["The user runs 5 km.", "The user runs 15 km."],
  ["The user eats meat.", "The user doesn't eat meat."],
  ["The user does like tea.", "The user does not like tea."],
  ["The user likes tea, not coffee.", "The user likes coffee, not tea."],
  ["The user's brother is Tom.", "The user's sister is Tom."],
  ["The user moved to Berlin.", "The user moved from Berlin."],
  ["The user's left knee hurts.", "The user's right knee hurts."],
  ["The user was a teacher.", "The user is a teacher."],
  ["The user flies on 2026-03-27.", "The user flies on 2026-03-28."],
  ["The user met Anna.", "The user met Hanna."],
  ["…", "!"],
] as const;
test.each(others)("%j is neither worded as %j nor says the same, however near they are", (a, b) => {
  expect([isSameWording(a, b), isSameSaying(a, b, 1)]).toEqual([false, false]);
});

test("what differs in words without a meaning says the same where the meanings are next to each other", () => {
  const [a, b] = ["The user currently runs marathons.", "The user really runs marathons"];
  expect([isSameWording(a, b), isSameSaying(a, b, 0.97), isSameSaying(a, b, 0.8)]).toEqual([
    false,
    true,
    false,
  ]);
});

describe("near are", () => {
  test.each([
    ["The user lives in Berlin.", "The user left Berlin.", 0, true],
    ["The user has two dogs.", "The user's dog died.", 0, true],
    ["The user lives in Berlin.", "The user moved to Munich.", 0.55, true],
    ["The user lives in Berlin.", "The user is a nurse.", 0.3, false],
  ])("%j and %j at %s: %s", (a, b, cosine, near) => {
    expect(isNear(a, b, cosine)).toBe(near);
  });
});
