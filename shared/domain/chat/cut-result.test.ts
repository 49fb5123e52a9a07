import { expect, test } from "vitest";
import { estimateTokens } from "../text/estimate-tokens.ts";
import { cutResult } from "./cut-result.ts";

const long = { tasks: Array.from({ length: 2_000 }, (_, at) => `Aufgabe ${at} 🏃`) };

test("what a tool gave is told whole where there is room for it", () => {
  const result = { tasks: ["Run", "Rest 🏃"] };
  expect(cutResult(result, 1_000)).toBe(JSON.stringify(result));
  expect(cutResult(result, -50)).toBe(JSON.stringify(result));
});

test.each([
  [1_000, 1_000],
  [0, 200],
  [100_000, 5_000],
])("with room for %d tokens it has %d at most, whole characters, and says that it was cut", (room, most) => {
  const told = cutResult(long, room);
  expect(estimateTokens(told)).toBeLessThanOrEqual(most);
  expect(estimateTokens(told)).toBeGreaterThan(most - 20);
  expect(told.isWellFormed()).toBe(true);
  expect(told).toMatch(/^\{"tasks":\["Aufgabe 0 🏃".* … cut off here/);
});
