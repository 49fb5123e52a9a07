import { expect, test } from "vitest";
import { pauseBefore } from "./pause-before.ts";

test("Pauses grow, up to ten seconds", () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 40].map((attempt) => pauseBefore(attempt, () => 1));
  expect(longest).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});

test("No two clients need to come back at the same moment", () => {
  expect(pauseBefore(3, () => 0)).toBe(500);
  expect(pauseBefore(3, () => 0.5)).toBe(750);
});
