import { describe, expect, test } from "vitest";
import { batchTexts, cutForEmbedding } from "./batch-texts.ts";

describe("a text for an embedding", () => {
  test("stays whole while a model can read it", () => {
    const text = "word ".repeat(6_400);
    expect(cutForEmbedding(text)).toEqual({ text, tokens: 8_000 });
  });

  test("is cut at what a model reads, whatever script it is in", () => {
    expect(cutForEmbedding("a".repeat(40_000)).text).toHaveLength(32_000);
    expect(cutForEmbedding("語".repeat(40_000)).text).toHaveLength(8_000);
  });

  test("is never cut within a character", () => {
    const { text } = cutForEmbedding("🙂".repeat(9_000));
    expect(text).toBe("🙂".repeat(8_000));
    expect(text.isWellFormed()).toBe(true);
  });
});

describe("batches", () => {
  test("keep all texts in their order", () => {
    const texts = Array.from({ length: 600 }, (_, at) => `text ${at}`);
    const batches = batchTexts(texts);
    expect(batches.flat()).toEqual(texts);
    expect(batches.map((batch) => batch.length)).toEqual([256, 256, 88]);
  });

  test("hold no more than one call may carry", () => {
    const batches = batchTexts(new Array(30).fill("語".repeat(8_000)));
    expect(batches.flat()).toHaveLength(30);
    expect(batches.map((batch) => batch.length)).toEqual([12, 12, 6]);
  });

  test("are none for no texts", () => {
    expect(batchTexts([])).toEqual([]);
  });
});
