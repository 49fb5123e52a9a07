import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { embedText } from "./embed-text.ts";

const cosine = (one: string, other: string, dimensions = 384) => {
  const vector = embedText(other, dimensions);
  return embedText(one, dimensions).reduce((sum, value, at) => sum + value * vector[at]!, 0);
};
const lengthOf = (vector: Float32Array) => Math.hypot(...vector);

describe("what lands near", () => {
  test.each([
    ["a spelling variant", "colour", "color", "engine"],
    ["a plural", "goal", "goals", "engine"],
    ["an -ing form", "run", "running", "engine"],
    ["a plural in -ies", "city", "cities", "engine"],
    ["a typing error", "appointment", "apointment", "engine"],
    ["Chinese about the same thing", "我喜欢编程", "编程很有趣", "今天天气很好"],
    ["Japanese about the same thing", "東京へ行く", "東京タワー", "猫が好き"],
    ["Arabic about the same thing", "أحب البرمجة", "البرمجة ممتعة", "الطقس بارد اليوم"],
    ["Thai about the same thing", "สวัสดีครับ", "สวัสดี", "ฝนตก"],
  ])("%s lands nearer than something else", (_, text, near, far) => {
    expect(cosine(text, near)).toBeGreaterThan(cosine(text, far) + 0.15);
  });

  test("a sentence is near a question in other forms of its words, and far from another subject", () => {
    const sentence = "I love Python programming";
    expect(cosine(sentence, "python programmer")).toBeGreaterThan(0.6);
    expect(cosine(sentence, "the weather in Oslo")).toBeLessThan(0.2);
  });

  test("two sentences that share only stop words are far apart", () => {
    expect(cosine("what did I say about my dentist", "she said that I should go to about ten")).toBeLessThan(
      0.2,
    );
  });

  test.each([
    ["case", "Python", "PYTHON"],
    ["diacritics", "Café Zürich", "cafe zurich"],
    ["Arabic vowel signs", "كَتَبَ", "كتب"],
    ["a skin tone", "👍🏽", "👍"],
    ["a variation selector", "❤️", "❤"],
    ["composed or decomposed letters", "한국어", "한국어".normalize("NFD")],
  ])("%s makes no difference", (_, one, other) => {
    expect(cosine(one, other)).toBeCloseTo(1, 5);
  });

  test.each([
    ["emoji", "👍", "🎉"],
    ["C++ and C#", "C++", "C#"],
  ])("different %s are told apart", (_, one, other) => {
    expect(cosine(one, other)).toBeLessThan(0.5);
  });
});

describe("the vector", () => {
  test.each([
    ["an empty text", ""],
    ["white space", " \n\t "],
    ["punctuation", "?!…"],
    ["a NUL and a lone surrogate", "\0 \ud800"],
    ["stop words alone", "to be or not to be"],
    ["one long word", "a".repeat(32_000)],
    ["a long run of Chinese", "中".repeat(32_000)],
  ])("of %s has length 1", (_, text) => {
    for (const dimensions of [1, 2, 384, 3072]) {
      expect(lengthOf(embedText(text, dimensions))).toBeCloseTo(1, 5);
    }
  });

  test("has the dimensions asked for", () => {
    expect(embedText("hello", 3072)).toHaveLength(3072);
  });

  test("is the same on every machine, to the bit", () => {
    const texts = ["I love Python programming", "我喜欢编程", "أحب البرمجة", "👩🏽‍💻 c++ naïve", ""];
    const bytes = createHash("sha256");
    for (const text of texts) bytes.update(embedText(text, 384));
    expect(bytes.digest("hex").slice(0, 16)).toBe("f339851ca08be14b");
  });
});
