import fc from "fast-check";
import { expect, test } from "vitest";
import { splitText } from "./split-text.ts";

test("pieces make up the text again, none too long, and none cuts a character in two", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 20_000 }), (text) => {
      const pieces = splitText(text);
      expect(pieces.join("")).toBe(text);
      expect(pieces.every((piece) => piece !== "" && piece.length <= 4_000)).toBe(true);
      if (text.isWellFormed()) expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("a character on the border goes to the next piece whole", () => {
  const text = `${"x".repeat(3_999)}😀y`;
  expect(splitText(text)).toEqual(["x".repeat(3_999), "😀y"]);
});

test("nothing has no pieces", () => {
  expect(splitText("")).toEqual([]);
});
