import fc from "fast-check";
import { describe, expect, inject, test } from "vitest";
import { askAs } from "./ask-as.ts";

const url = inject("databaseUrl");

async function cut(texts: readonly string[], how = "aimi_lexemes(text)"): Promise<string[][]> {
  const rows = await askAs<{ lexemes: string[] }>(
    url,
    {},
    `select ${how} as lexemes from unnest($1::text[]) with ordinality as given (text, at) order by at`,
    [texts],
  );
  return rows.map(({ lexemes }) => lexemes);
}
const wordsOf = async (text: string) => (await cut([text]))[0]!;
const inEnglish = "tsvector_to_array(to_tsvector('english', text))";

const ascii = fc.string({
  unit: fc.integer({ min: 1, max: 127 }).map((code) => String.fromCharCode(code)),
  maxLength: 900,
});
const anything = fc
  .string({ unit: "binary", minLength: 1, maxLength: 500 })
  .map((text) => text.replaceAll("\0", ""));
const batches = <Value>(of: fc.Arbitrary<Value>) => fc.array(of, { minLength: 50, maxLength: 50 });

describe("the words of a text", () => {
  test("in ASCII are those of Postgres' English, whatever it says", async () => {
    await fc.assert(
      fc.asyncProperty(batches(ascii), async (texts) => {
        expect(await cut(texts)).toEqual(await cut(texts, inEnglish));
      }),
      { numRuns: 20 },
    );
  });

  test("of any kind are told, each once, the same again, and fit an index", async () => {
    await fc.assert(
      fc.asyncProperty(batches(anything), async (texts) => {
        const told = await cut(texts);
        expect(await cut(texts)).toEqual(told);
        for (const words of told) {
          expect(new Set(words).size).toBe(words.length);
          expect(words.every((word) => word !== "" && Buffer.byteLength(word) <= 2_000)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("do not depend on how its letters are composed", async () => {
    const scripts = "Việt Nam, naïve café, 한국어, が, ありがとう, Ελλάδα, Ёлка мой, ї, नमस्ते, أحمد, שָׁלוֹם";
    const forms = ["NFC", "NFD", "NFKC", "NFKD"].map((form) => scripts.normalize(form));
    const told = await cut(forms);
    for (const words of told) expect(words).toEqual(told[0]);
  });

  test.each(["Latin", "Greek", "Cyrillic", "Armenian", "Adlam"])(
    "are the same in upper and lower case: %s",
    async (script) => {
      const letters = lettersInUse(script);
      const [lower, upper] = [letters, letters.map((letter) => letter.toUpperCase())];
      const told = await cut([...lower, ...upper]);
      const differ = letters.filter((_, at) => `${told[at]}` !== `${told[letters.length + at]}`);
      expect(letters.length).toBeGreaterThan(20);
      expect(differ).toEqual([]);
    },
  );
});

/** Lower-case letters of living alphabets, which have one capital. */
function lettersInUse(script: string): string[] {
  const written = new RegExp(`^\\p{Script=${script}}$`, "u");
  const ranges = [
    [0xdf, 0x17f],
    [0x3ac, 0x3ce],
    [0x430, 0x52f],
    [0x561, 0x586],
    [0x1e01, 0x1ef9],
    [0x1e922, 0x1e943],
  ];
  return ranges
    .flatMap(([from, to]) =>
      Array.from({ length: to! - from! + 1 }, (_, at) => String.fromCodePoint(from! + at)),
    )
    .filter((letter) => written.test(letter) && [...letter.toUpperCase()].length === 1)
    .filter((letter) => letter.toUpperCase() !== letter);
}

describe("words are cut by their script", () => {
  test.each([
    ["accents", "Café Zürich", ["cafe", "zurich"]],
    ["letters that stand for two", "Straße Ærø œuvre", ["aero", "oeuvr", "strass"]],
    ["an accent that tells a word from a stop word", "mẹ the", ["mẹ"]],
    ["Turkish dots", "İstanbul IŞIK ışık", ["isik", "istanbul"]],
    ["case beyond ASCII", "МОСКВА ΟΔΟΣ οδός", ["οδοσ", "москва"]],
    ["Russian ё, but not й", "Ёлка мой", ["елка", "мой"]],
    ["Chinese: characters and pairs", "我喜欢猫", ["喜", "喜欢", "我", "我喜", "欢", "欢猫", "猫"]],
    ["Japanese: pairs across its scripts", "東京タワー", ["タワ", "ワー", "京", "京タ", "東", "東京"]],
    ["narrow and wide forms", "ｶﾞﾗｽ ＡＢＣ１２３", ["abc123", "ガラ", "ラス"]],
    [
      "Korean: pairs, and what a word begins with",
      "책을 학교에서",
      ["교에", "에서", "책", "책을", "학", "학교"],
    ],
    ["Thai: pairs", "ไทย", ["ทย", "ไท"]],
    ["Hindi: whole words without nukta", "ज़िंदगी, नमस्ते।", ["जिंदगी", "नमस्ते"]],
    ["Arabic without vowel signs and article", "ذَهَبَ إلى المَدْرَسَةِ", ["الي", "ذهب", "مدرسه"]],
    ["Persian in its own letters", "می‌خواهم کتاب", ["خواهم", "كتاب", "مي"]],
    ["Hebrew without points", "שָׁלוֹם", ["שלום"]],
    ["digits of other scripts", "١٢٣ १२३ ๑๒๓", ["123"]],
    ["emoji without skin tones and selectors", "👍🏽 ❤️ 👨‍👩‍👧", ["❤", "👍", "👧", "👨", "👩"]],
    ["flags, each its own", "🇫🇷🇩🇪", ["🇩🇪", "🇫🇷"]],
    ["scripts without a space between", "iPhone手机壳", ["iphon", "壳", "手", "手机", "机", "机壳"]],
    ["typographic signs in English", "“great”…don’t—iPhone™ H₂O x²", ["great", "h2o", "iphon", "x"]],
    [
      "an address with other letters",
      "https://de.wikipedia.org/wiki/Köln",
      ["/wiki/koln", "de.wikipedia.org", "de.wikipedia.org/wiki/koln"],
    ],
    ["stop words alone", "to be or not to be", []],
    ["marks without letters", "\u0301\u064b\u200f\u200d\ufe0f", []],
  ])("%s", async (_what, text, words) => {
    expect((await wordsOf(text)).toSorted()).toEqual(words.toSorted());
  });

  test("of which the invisible ones make no difference", async () => {
    const [seen, unseen] = await cut([
      "שלום кот 猫猫",
      "\u200fש\u2060לו\ufeffם\u200e к\u00adот 猫\ufe00猫\u202c",
    ]);
    expect(unseen).toEqual(seen);
  });
});

describe("a text of 32,000 characters", () => {
  const longest = (unit: string) => unit.repeat(Math.ceil(32_000 / unit.length)).slice(0, 32_000);

  test.each([
    ["without a space", longest("a")],
    ["of one address after another", longest("1a@")],
    ["of paths", longest("~/")],
    ["of comments that never end", longest("<!--")],
    ["in Chinese without a stop", longest("我喜欢在北京")],
    ["in Cyrillic without a space", longest("привет")],
    ["of marks upon one letter", `e${longest("\u0301")}`],
    ["of signs that grow when taken apart", longest("ﷺ㌖")],
    ["of emoji", longest("👍🏽")],
  ])("%s has words that fit an index", async (_what, text) => {
    const words = await wordsOf(text);
    expect(words.every((word) => Buffer.byteLength(word) <= 2_000)).toBe(true);
  });

  test("keeps each of its words", async () => {
    const letters = Array.from(
      { length: 5_000 },
      (_, at) => `${String.fromCharCode(0x430 + (at % 32))}${at}x`,
    );
    const words = await wordsOf(letters.join(" "));
    expect(words.length).toBe(32 + 5_000);
  });
});
