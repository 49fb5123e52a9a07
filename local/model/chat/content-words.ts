import { stopWords, trimSuffix } from "../read-features.ts";

const small = new Set(
  `aimi again am anything ask before earlier ever everything hello hey hi i'm i've just know let mention now please
  recall remember remind said say search something tell thing told yes yet you're`.split(/\s+/),
);
const alike = [
  "like love enjoy adore prefer favourite favorite fan hobby hobbies passion",
  "live home reside city town address",
  "work job profession employ employer career company",
  "birthday born birth",
  "called name",
];
const groupOf = new Map(
  alike.flatMap((group) => group.split(" ").map((word) => [trimSuffix(word), group] as const)),
);

/** The words that carry a text, as they stand in it. */
export function contentWords(text: string): string[] {
  const words = text.replaceAll("’", "'").match(/[\p{L}\p{M}\p{N}]+(?:'\p{L}+)*[+#]*/gu) ?? [];
  return words.filter((word) => !stopWords.has(word.toLowerCase()) && !small.has(word.toLowerCase()));
}

/** What a text is about: words in one form, those of like meaning as one. */
export function subjectsOf(text: string): Set<string> {
  const stems = contentWords(text).map((word) => trimSuffix(word.toLowerCase()));
  return new Set(stems.map((stem) => groupOf.get(stem) ?? stem));
}
