import { contentWords } from "./content-words.ts";

const spaced = /^[\0-\u058f]+$/;

/** Whether a text has enough of another's letters in a row: for typing errors, and for scripts without spaces. */
export function isNear(asked: ReadonlySet<string>, text: string): boolean {
  if (asked.size === 0) return false;
  const share = asked.intersection(lettersOf(text)).size / asked.size;
  return share >= ([...asked].every((letters) => spaced.test(letters)) ? 0.45 : 0.2);
}

/** The letters of each word, three in a row; two where two are a word. */
export function lettersOf(text: string): Set<string> {
  return new Set(
    contentWords(text).flatMap((word) => {
      const points = Array.from(word.toLowerCase());
      const size = Math.min(points.length, spaced.test(word) ? 3 : 2);
      return points.slice(size - 1).map((_, at) => points.slice(at, at + size).join(""));
    }),
  );
}
