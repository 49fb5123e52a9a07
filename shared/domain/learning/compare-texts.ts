/** What of a text decides whether another one says the same. */
interface Wording {
  readonly words: readonly string[];
  /** Without what changes no meaning, and each in one form. */
  readonly kernel: readonly string[];
}

const articles = new Set(["a", "an", "the"]);
const fillers = new Set([
  ...articles,
  ...["that", "their", "his", "her", "its", "also", "really", "very", "just", "currently", "now"],
]);
/** Common to nearly all facts: sharing them brings no two of them near. */
const commonWords = new Set([
  ...fillers,
  ..."user users is are was were be been being has have had does do did will would can could not no never and or but of to in on at for with from by as about into it they them this who which when since until still more most some any all s".split(
    " ",
  ),
]);
const nearCosine = 0.5;
const sameCosine = 0.95;

/** The same words in the same order, numbers and negations included, but for case, accents, signs and articles. */
export function isSameWording(a: string, b: string): boolean {
  return isEqual(readWording(a).words, readWording(b).words);
}

/** Says the same in nearly the same words: a meaning alone tells no left from right, and no brother from a sister. */
export function isSameSaying(a: string, b: string, cosine: number): boolean {
  return cosine >= sameCosine && isEqual(readWording(a).kernel, readWording(b).kernel);
}

/** Whether one may have to do with the other. */
export function isNear(a: string, b: string, cosine: number): boolean {
  if (cosine >= nearCosine) return true;
  const known = new Set(topicsOf(a));
  return topicsOf(b).some((word) => known.has(word));
}

function topicsOf(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !commonWords.has(word))
    .map(toStem);
}

function readWording(text: string): Wording {
  const words = wordsOf(text);
  return {
    words: words.filter((word) => !articles.has(word)),
    kernel: words.filter((word) => !fillers.has(word)).map(toStem),
  };
}

/** "don't" becomes "dont", so that a negation stays a word; "1.5" and "2026-03-27" stay whole. */
function wordsOf(text: string): string[] {
  const plain = text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/['’]s\b/gu, " s")
    .replaceAll(/['’]/gu, "");
  return plain.match(/\p{N}+(?:[.,:/-]\p{N}+)*|[\p{L}\p{N}]+/gu) ?? [];
}

/** Plural and third person alone: other endings may change the meaning. */
function toStem(word: string): string {
  if (word.length > 4 && /(ss|sh|ch|x|z)es$/u.test(word)) return word.slice(0, -2);
  return word.length > 3 && /[^su]s$/u.test(word) ? word.slice(0, -1) : word;
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && a.length === b.length && a.every((word, at) => word === b[at]);
}
