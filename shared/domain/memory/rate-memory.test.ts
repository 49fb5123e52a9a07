import { expect, test } from "vitest";
import { rateMemory } from "./rate-memory.ts";

test("a memory is rated by its type and its length", () => {
  expect(rateMemory({ type: "health", content: "one two three four" })).toBe(0.72);
  expect(rateMemory({ type: "context", content: "one two three four" })).toBe(0.42);
});

test("length counts up to forty words", () => {
  const rated = (words: number) => rateMemory({ type: "fact", content: "word ".repeat(words) });
  expect([rated(0), rated(20), rated(40), rated(400)]).toEqual([0.5, 0.6, 0.7, 0.7]);
});
