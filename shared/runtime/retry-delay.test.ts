import { expect, test } from "vitest";
import { retryDelaySeconds } from "./retry-delay.ts";

const delays = (random: number) =>
  Array.from({ length: 12 }, (_, at) => retryDelaySeconds(at + 1, { random: () => random }));

test("a record rests twice as long each time, up to a quarter of an hour", () => {
  expect(delays(1)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]);
});

test("half of it is left to chance, so that records do not come back together", () => {
  expect(delays(0)).toEqual([3, 5, 10, 20, 40, 80, 160, 320, 450, 450, 450, 450]);
});

test("it rests for as long as the model asks, and never longer than a quarter of an hour", () => {
  expect(retryDelaySeconds(1, { retryAfterSeconds: 60 })).toBe(60);
  expect(retryDelaySeconds(1, { retryAfterSeconds: 86_400 })).toBe(900);
  expect(retryDelaySeconds(9, { retryAfterSeconds: 1, random: () => 0 })).toBe(450);
});

test("a count that nobody knows counts as the first", () => {
  expect(retryDelaySeconds(0, { random: () => 1 })).toBe(5);
});
