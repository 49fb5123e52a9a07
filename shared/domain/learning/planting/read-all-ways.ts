import { foldLetters, foldLookalikes, mixesAlphabets } from "./fold-letters.ts";
import { readHidden } from "./read-hidden.ts";

export interface Reading {
  /** Words apart, in small letters, with signs that end a sentence and commas left. */
  readonly words: string;
  readonly as: "written" | Skeleton;
}

/** With i, l and 1 as one letter; squeezed: where a word ends is no longer known either. */
export type Skeleton = "skeletal" | "squeezed";

export interface Layer {
  /** As written, without what cannot be seen. */
  readonly seen: string;
  readonly readings: readonly Reading[];
}

const deepest = 2;

/** All that a text may be read as: as it stands, taken apart, turned round, and what its encodings hide. */
export function* readAllWays(text: string, depth = 0): Generator<Layer> {
  const whole = shorten(text.normalize("NFKC"));
  const seen = shorten(whole.replaceAll(unseen, ""));
  yield { seen, readings: [...plainly(whole, seen), ...loosely(whole, seen), ...turned(seen, depth)] };
  if (depth === deepest) return;
  for (const hidden of readHidden(text)) yield* readAllWays(hidden, depth + 1);
}

/** Rows of one sign say no more than a few of it, and are slow to read. */
function shorten(text: string): string {
  return text
    .replaceAll(/[^\S\n]+/gu, " ")
    .replaceAll(/(?: ?\n){3,}/gu, "\n\n")
    .replaceAll(/([^\p{L}\p{N}])\1{7,}/gu, (row) => row.slice(0, 8));
}

const unseen = /\p{Cf}|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu;
const tag = /<[^<>]{0,200}>/gu;

function plainly(whole: string, seen: string): Reading[] {
  const ways = new Set([toWords(seen), toWords(seen.replaceAll(/\s*\n\s*/gu, " . "))]);
  if (seen !== whole) ways.add(toWords(whole.replaceAll(unseen, " ")));
  if (seen.includes("<")) ways.add(toWords(seen.replaceAll(tag, "")));
  if (seen.includes("](")) ways.add(toWords(seen.replaceAll(/\]\([^()\s]{0,500}\)/gu, "] ")));
  if (/[-\u00ad]\s*\n/u.test(seen)) ways.add(toWords(seen.replaceAll(/-[ \t]*\r?\n[ \t]*/gu, "")));
  if (mixesAlphabets(seen)) ways.add(toWords(foldLookalikes(seen.toLowerCase())));
  return Array.from(ways, asWritten);
}

function loosely(whole: string, seen: string): Reading[] {
  const ways = new Set<string>();
  if (seen !== whole) ways.add(seen);
  if (spacedOut.test(seen)) ways.add(seen.replaceAll(new RegExp(spacedOut, "gu"), joinLetters));
  if (isBrokenUp(seen)) ways.add(seen.replaceAll(/\s*\n\s*/gu, ""));
  const squeezed = Array.from(ways, (way) => ({ words: toSkeleton(toWords(way)), as: "squeezed" as const }));
  if (!/\p{L}[013457@$!|]|[013457@$!|]\p{L}/u.test(seen)) return squeezed;
  return [...squeezed, { words: toSkeleton(toWords(asLetters(seen))), as: "skeletal" }];
}

function turned(seen: string, depth: number): Reading[] {
  if (depth > 1 || seen.trim() === "") return [];
  const letters = Array.from(seen);
  return [
    letters.toReversed().join(""),
    seen.replaceAll(/\p{L}+/gu, (word) => Array.from(word).reverse().join("")),
    seen.replaceAll(/[a-z]/giu, rotate),
  ].map((way) => asWritten(toWords(way)));
}

const asWritten = (words: string): Reading => ({ words, as: "written" });

function toWords(text: string): string {
  return foldLetters(text)
    .replaceAll(/[*~]/gu, "")
    .replaceAll(/(?<=\p{L})\.(?=\p{L})/gu, " ")
    .replaceAll(/[^\p{L}\p{M}\p{N}.,!?:;'@$\n]+/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/ (?=[.,!?:;])/gu, "")
    .trim();
}

export function toSkeleton(words: string): string {
  return words.replaceAll(/[i1]/gu, "l");
}

const spacedOut =
  /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}@$][^\p{L}\p{N}@$]{1,3}){6,}[\p{L}\p{N}@$](?![\p{L}\p{N}])/u;

function joinLetters(run: string): string {
  return asLetters(run.replaceAll(/[^\p{L}\p{N}@$]/gu, ""));
}

const digits: Readonly<Record<string, string>> = { 0: "o", 3: "e", 4: "a", 5: "s", 7: "t", "@": "a", $: "s" };

function asLetters(text: string): string {
  return text.replaceAll(/[03457@$]/gu, (digit) => digits[digit] ?? digit).replaceAll(/[!|](?=\p{L})/gu, "i");
}

/** Lines that hold a word or less each. */
function isBrokenUp(text: string): boolean {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.length >= 3 && text.length / lines.length <= 12;
}

function rotate(letter: string): string {
  const start = letter <= "Z" ? 65 : 97;
  return String.fromCharCode(((letter.charCodeAt(0) - start + 13) % 26) + start);
}
