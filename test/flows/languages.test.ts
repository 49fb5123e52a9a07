import fc from "fast-check";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { refusal } from "./call.ts";
import { memoryClient } from "./memory-client.ts";

const { url } = inject("cloud");

const sentences = {
  Chinese: "我昨天在北京的书店买了一本新书",
  "Chinese about a pet": "我喜欢猫",
  Japanese: "昨日は東京タワーに行きました",
  Korean: "내일 학교에서 시험을 봅니다",
  Thai: "พรุ่งนี้เราจะไปเที่ยวเชียงใหม่",
  Hindi: "कल मेरी बहन दिल्ली से आएगी।",
  Arabic: "ذَهَبَ مُحَمَّدٌ إِلَى المَدْرَسَةِ صَبَاحًا",
  Persian: "من فردا به کتابخانه می‌روم",
  Hebrew: "אֲנִי גָּר בִּירוּשָׁלַיִם",
  Russian: "Завтра лечу в Москву к бабушке",
  German: "Die Müllers wohnen in der Königstraße",
  Vietnamese: "mẹ tôi nấu phở",
  Greek: "Αύριο πάω στην Αθήνα",
  emoji: "on the summit at last 🏔️🎉",
  "several scripts": "新しいiPhoneケースを買った",
  "full width": "ＡＢＣ－１２３　と申します",
} as const;

describe("a message is found by a word of it", () => {
  const memory = memoryClient(url);
  const idOf = new Map<string, string>();

  beforeAll(async () => {
    for (const [name, content] of Object.entries(sentences)) {
      const { id } = await memory.write({ content, conversation_id: name.replaceAll(" ", "-") });
      idOf.set(name, id);
    }
  });

  test.each([
    ["Chinese", "北京", "Chinese"],
    ["Chinese", "书店在哪里", "Chinese"],
    ["one Chinese character", "猫", "Chinese about a pet"],
    ["Japanese", "東京", "Japanese"],
    ["narrow Japanese letters", "ﾀﾜｰ", "Japanese"],
    ["Korean without the particle", "학교", "Korean"],
    ["Thai", "เชียงใหม่", "Thai"],
    ["Hindi", "दिल्ली", "Hindi"],
    ["Arabic without vowel signs", "محمد", "Arabic"],
    ["Arabic with vowel signs", "مُحَمَّد", "Arabic"],
    ["Arabic without the article", "مدرسة", "Arabic"],
    ["Persian", "کتابخانه", "Persian"],
    ["Hebrew without points", "בירושלים", "Hebrew"],
    ["Russian in other case", "МОСКВУ", "Russian"],
    ["German in other case", "KÖNIGSTRASSE", "German"],
    ["German without umlauts", "mullers", "German"],
    ["Vietnamese without tones", "pho", "Vietnamese"],
    ["Vietnamese that would be an English stop word", "mẹ", "Vietnamese"],
    ["Greek in other case", "ΑΘΗΝΑ", "Greek"],
    ["an emoji", "🎉", "emoji"],
    ["an emoji with a selector", "🏔", "emoji"],
    ["English within Japanese", "iphone", "several scripts"],
    ["Japanese around English", "ケース", "several scripts"],
    ["full-width letters", "abc", "full width"],
    ["marks of direction around it", "\u200fמחר\u200e \u2067בירושלים\u2069", "Hebrew"],
    ["joiners within it", "พรุ่ง\u200bนี้", "Thai"],
    ["the other way to compose it", "Königstraße".normalize("NFD"), "German"],
  ] as const)("%s: %s", async (_what, query, name) => {
    const { results } = await memory.search(query);
    expect(results[0]?.id).toBe(idOf.get(name));
    expect(results[0]?.score_breakdown.lexical).toBeGreaterThan(0);
  });
});

const unit: Readonly<Record<string, string>> = {
  "stop words": "to be or not to be ",
  "one word without a space": "a",
  Chinese: "我昨天在北京的书店买了一本新书",
  Japanese: "昨日は東京タワーに行きました。",
  Korean: "내일 학교에서 시험을 봅니다 ",
  Thai: "พรุ่งนี้เราจะไปเที่ยว",
  Arabic: "ذَهَبَ مُحَمَّدٌ إِلَى المَدْرَسَةِ ",
  Hindi: "कल मेरी बहन दिल्ली से आएगी। ",
  Russian: "Завтра лечу в Москву ",
  emoji: "👍🏽🎉❤️👨‍👩‍👧🇫🇷",
  "combining marks": "\u0301\u0327\u064b\u05b0",
  "marks of direction": "\u200e\u200f\u2067\u2069",
  joiners: "\u200d\u200c\u200b\u2060\ufeff",
  punctuation: "¿?¡!。、…—",
  "paths and addresses": "~/a_b@c.de/",
};

describe("8,000 characters are stored, searched and answered", () => {
  test.each(Object.keys(unit))("of %s", async (kind) => {
    const memory = memoryClient(url);
    const text = cutWhole(unit[kind]!.repeat(8_000), 8_000);
    const { id } = await memory.write({ content: text });
    await memory.untilEmbedded(id);
    const found = await memory.searchByBody(text);
    expect(found.degraded).toBeUndefined();
    expect(found.results.map((result) => result.id)).toEqual([id]);
  });
});

test.each(["to be or not to be", "what is it", "🏽", "\u0301", "?!", " "])(
  "a query without a word, such as '%s', goes by meaning alone",
  async (query) => {
    const memory = memoryClient(url);
    const { id } = await memory.write({ content: `${query} and a garden` });
    await memory.untilEmbedded(id);
    const { results, degraded } = await memory.searchByBody(query);
    expect(degraded).toBeUndefined();
    for (const { score_breakdown } of results) {
      expect(score_breakdown).toMatchObject({ lexical: 0 });
      expect(score_breakdown.vector).toBeGreaterThan(0);
    }
  },
);

/** Whatever stands around one of these, a word is cut from it; of ASCII alone a stop word or a tag may be all. */
const surelyWorded = /[ぁ-ゖァ-ヺ一-鿿가-힣ก-ฮไअ-हΑ-ωА-я]/u;

test("whatever a message says, its own text finds it by its words", async () => {
  let certain = 0;
  const anything = fc
    .string({ unit: "binary", minLength: 1, maxLength: 500 })
    .filter((text) => !text.includes("\0") && text.trim() !== "");
  const letters = fc.string({
    unit: fc.constantFrom(..."aあ漢한ไअбαéא🎉👍🏽\u0301\u200d\u200f 1"),
    minLength: 2,
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.oneof(anything, letters), { minLength: 10, maxLength: 20 }),
      async (texts) => {
        const memory = memoryClient(url);
        const receipts = await memory.writeAll(
          texts.map((content, at) => ({ content, conversation_id: `c${at}` })),
        );
        for (const [at, text] of texts.entries()) {
          const { results } = await memory.searchByBody(text, { top_k: 100 });
          const worded = results.filter(({ score_breakdown }) => score_breakdown.lexical > 0);
          const own = worded.find(({ id }) => id === receipts[at]!.id);
          if (surelyWorded.test(text)) certain += 1;
          else if (worded.length === 0) continue;
          expect(own, JSON.stringify(text)).toBeDefined();
        }
      },
    ),
    { numRuns: 8 },
  );
  expect(certain).toBeGreaterThan(0);
});

describe("what is no text is refused", () => {
  test.each([
    ["NUL", "北\0京"],
    ["half of an emoji", "hi \ud83d"],
    ["halves in the wrong order", "\udc4d\ud83d"],
  ])("%s", async (_what, text) => {
    const memory = memoryClient(url);
    const stored = await memory.send("/v1/messages", {
      conversation_id: "c",
      role: "user",
      content: text,
    });
    expect([stored.status, refusal(stored).code]).toEqual([400, "validation_failed"]);
    const asked = await memory.send("/v1/memory/search", { query: text });
    expect([asked.status, refusal(asked).code]).toEqual([400, "validation_failed"]);
  });
});

/** No more than so many UTF-16 units, with no character cut in two. */
function cutWhole(text: string, length: number): string {
  const cut = text.slice(0, length);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
