import { expect, test } from "vitest";
import { rateImportance } from "./rate-importance.ts";

const words = (count: number) => new Array(count).fill("word").join(" ");

test("an explicit value stands as it is, zero included", () => {
  expect(rateImportance({ role: "user", content: words(100), explicit: 0 })).toBe(0);
  expect(rateImportance({ role: "system", content: "hi", explicit: 0.123456789 })).toBe(0.123456789);
});

test("a person matters more than the assistant, and the assistant more than the system", () => {
  const [user, assistant, system] = (["user", "assistant", "system"] as const).map((role) =>
    rateImportance({ role, content: "hello there" }),
  );
  expect(user).toBeGreaterThan(assistant!);
  expect(assistant).toBeGreaterThan(system!);
});

test("length adds up to 0.2, reached at forty words", () => {
  expect(rateImportance({ role: "user", content: words(20) })).toBe(0.6);
  expect(rateImportance({ role: "user", content: words(40) })).toBe(0.7);
  expect(rateImportance({ role: "user", content: words(4_000) })).toBe(0.7);
});

test("white space is no word", () => {
  expect(rateImportance({ role: "user", content: " \n\t\u2003 " })).toBe(0.5);
  expect(rateImportance({ role: "user", content: "  one \n\n two  " })).toBe(0.51);
});

test("the value has six decimals at most, and lies between 0 and 1", () => {
  const rated = rateImportance({ role: "user", content: words(7) });
  expect(rated).toBe(Math.round(rated * 1e6) / 1e6);
  expect(rated).toBeGreaterThan(0);
  expect(rated).toBeLessThan(1);
});
