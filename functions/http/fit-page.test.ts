import { describe, expect, test } from "vitest";
import { fitAnswer } from "./fit-answer.ts";
import { fitPage } from "./fit-page.ts";

const lambdaBytes = 6 * 1024 * 1024;
/** What Lambda makes of an answer. */
const bytesOf = (body: unknown) =>
  Buffer.byteLength(JSON.stringify({ statusCode: 200, body: JSON.stringify(body) }));
const texts = (count: number, character: string) =>
  Array.from({ length: count }, (_, id) => ({ id, content: character.repeat(32_000) }));

describe("an answer", () => {
  test.each(["a", "ü", "🙂", '"', "\\", "\n", "\u0001"])(
    "of a hundred long texts of %j fits",
    (character) => {
      const all = texts(100, character);
      const kept = fitAnswer(all);
      expect(kept).toEqual(all.slice(0, kept.length));
      expect(bytesOf(kept)).toBeLessThan(lambdaBytes);
      expect(kept.length === 100 || bytesOf(all.slice(0, kept.length + 1)) > 4_500_000).toBe(true);
    },
  );

  test("has one at least, and may have none to begin with", () => {
    const [huge] = [{ content: "a".repeat(5_000_000) }];
    expect(fitAnswer([huge, huge])).toEqual([huge]);
    expect(fitAnswer([])).toEqual([]);
  });
});

describe("a page", () => {
  const fitted = (items: ReturnType<typeof texts>, next: string | null) =>
    fitPage(
      { items, next },
      ({ content }) => content,
      ({ id }) => `after ${id}`,
    );

  test("that fits is as it was, and goes on or ends as it was", () => {
    const items = texts(3, "a");
    const contents = items.map(({ content }) => content);
    expect(fitted(items, null)).toEqual({ items: contents, next_cursor: null });
    expect(fitted(items, "somewhere")).toEqual({ items: contents, next_cursor: "after 2" });
    expect(fitted([], null)).toEqual({ items: [], next_cursor: null });
  });

  test("that does not ends early, and the next one begins after the last that was kept", () => {
    const { items, next_cursor } = fitted(texts(100, "🙂"), null);
    expect(items.length).toBeLessThan(100);
    expect(next_cursor).toBe(`after ${items.length - 1}`);
  });
});
