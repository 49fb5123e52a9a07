import { expect, test } from "vitest";
import { wholeCharacters } from "./whole-characters.ts";

const takeAll = (...pieces: string[]) => {
  const { take, rest } = wholeCharacters();
  return [...pieces.map(take), rest()];
};

test("a character that comes in two pieces is given whole", () => {
  expect(takeAll("a\ud83e", "\udd8ab", "c")).toEqual(["a", "🦊b", "c", ""]);
  expect(takeAll("\ud83e", "\udd8a\ud83e", "\udd8a")).toEqual(["", "🦊", "🦊", ""]);
});

test("half of one is told as what nobody could read", () => {
  expect(takeAll("bad \ud83d end", "\ude00", "and \ud83d")).toEqual([
    "bad \ufffd end",
    "\ufffd",
    "and ",
    "\ufffd",
  ]);
  expect(takeAll("\ud83d", "x")).toEqual(["", "\ufffdx", ""]);
});
