import { expect, test } from "vitest";
import { cleanTitle } from "./clean-title.ts";

test.each([
  ["A walk in the rain", "A walk in the rain"],
  ['"A walk in the rain."', "A walk in the rain"],
  ["„Ein Spaziergang“", "Ein Spaziergang"],
  ["**Title: Plans for May**", "Title: Plans for May"],
  ["Title: Plans for May", "Plans for May"],
  ["Plans\nfor\tMay\u0000", "Plans for May"],
  ["one two three four five six seven eight", "one two three four five six"],
  ["What now?", "What now?"],
  ["五月の計画。", "五月の計画"],
  ["x".repeat(200), "x".repeat(80)],
  [`${"x".repeat(60)} ${"y".repeat(60)}`, "x".repeat(60)],
  ["half a pair \ud800", "half a pair \ufffd"],
])("'%s' is told as '%s'", (given, title) => {
  expect(cleanTitle(given)).toBe(title);
});

test.each(["", " ", '"', "…", "...", "🙂"])("nothing is left of '%s'", (given) => {
  expect(cleanTitle(given)).toBeNull();
});
