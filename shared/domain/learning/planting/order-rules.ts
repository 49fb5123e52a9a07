import { foldLetters } from "./fold-letters.ts";
import { latin, type OrderWords } from "./order-words.ts";
import { type Reading, toSkeleton } from "./read-all-ways.ts";

export interface OrderRules {
  /** Cheap: without this, none of the rules can hold. */
  readonly gate: RegExp;
  readonly rules: readonly RegExp[];
}

/** How one language's words make an instruction, as patterns for texts that are read in one of three ways. */
export function orderRules(words: OrderWords, as: Reading["as"]): OrderRules {
  const grammar = grammarOf(words, as === "squeezed");
  const { drop, henceforth, whenAsked, always, youAre, keep, secrets, more = [] } = words;
  const first = [drop, henceforth, whenAsked, always, youAre, keep, secrets, ...more].join("|");
  return {
    gate: compile(words.joined || as === "squeezed" ? first : grammar.word(first), as, words.script),
    rules: sourcesOf(words, grammar).map((source) => compile(source, as, words.script)),
  };
}

interface Grammar {
  /** One of these, as a word of its own. */
  readonly word: (alternatives: string) => string;
  /** What may stand between, unless somebody is named who does it. */
  readonly gap: (atMost: number) => string;
  readonly fewWords: string;
  /** The same, where nobody stands before who does it. */
  readonly unowned: (word: string) => string;
  readonly notOfMine: string;
}

const addressed = "you|dir|dich|euch|te|vous|ti|vi|je|jou|ci|cie|sana|sen|тебе|ты";

function grammarOf({ self, joined, inverts }: OrderWords, squeezed: boolean): Grammar {
  if (squeezed && !joined) {
    const gap = (atMost: number) => `[^.!?;]{0,${atMost}}?`;
    return {
      word: (alternatives) => `(?:${alternatives})`,
      gap,
      fewWords: "",
      unowned: (word) => word,
      notOfMine: "",
    };
  }
  const [left, right] = joined ? ["", ""] : ["(?<![\\p{L}\\p{M}])", "(?![\\p{L}\\p{M}])"];
  const selves = `${left}(?:${self})${right}`;
  const owner = joined
    ? `(?:${self})[^,.!?;:]{0,3}`
    : `${left}(?:${self})(?: (?!(?:${addressed}) )[\\p{L}\\p{M}']{1,20}){0,3} `;
  return {
    word: (alternatives) => `${left}(?:${alternatives})${right}`,
    gap: (atMost) => `(?:(?!${selves})[^.!?;]){0,${atMost}}?`,
    fewWords: joined ? "" : `(?:(?!${selves})[\\p{L}\\p{M}]+ ){0,2}`,
    unowned: (word) => `(?=${word})(?<!${owner})${word}`,
    notOfMine: inverts ? `(?! (?:${self})${right})` : "",
  };
}

function sourcesOf(words: OrderWords, { word, gap, fewWords, unowned, notOfMine }: Grammar): string[] {
  const { verbLast } = words;
  const drop = unowned(word(words.drop));
  const rules = word(words.yours) + gap(25) + word(words.rules);
  const henceforth = word(words.henceforth);
  const order = word(words.orders) + notOfMine;
  const always = word(words.always) + gap(verbLast ? 40 : 12) + order;
  const whenAsked = word(words.whenAsked);
  const keep = unowned(word(words.keep));
  const start = "(?:^|[.!?;:] ?)";
  return [
    drop + gap(20) + rules,
    drop + gap(20) + word(words.rules) + gap(4) + word(words.yours),
    ...(verbLast ? [rules + gap(20) + word(words.drop)] : []),
    henceforth + gap(60) + order,
    `(?:^|[.!?;:,] ?)(?:${word(words.always)})? ?${order}${gap(80)}${henceforth}`,
    start + always,
    whenAsked + gap(80) + (verbLast ? order : `(?:[,:]|then) ?${fewWords}${order}`),
    whenAsked + gap(80) + always,
    word(words.youAre) + gap(4) + word(words.masks),
    keep + gap(60) + always,
    keep + gap(60) + order + gap(20) + word(words.always),
    keep + gap(30) + word(words.user),
    `${unowned(word(words.reveal))}[^.!?;]{0,30}?${word(words.secrets)}`,
    ...(verbLast ? [word(words.secrets) + gap(20) + word(words.reveal)] : []),
    ...(words.more ?? []).map((source) => unowned(word(source))),
  ];
}

function compile(source: string, as: Reading["as"], script: RegExp): RegExp {
  const folded = foldLetters(source);
  const spaced = spaceOut(as === "written" ? folded : toSkeletonPattern(folded), as);
  if (script === latin)
    return new RegExp(
      spaced
        .replaceAll("[\\p{l}\\p{m}]", "\\p{l}")
        .replaceAll("[\\p{l}\\p{m}']", "[a-z']")
        .replaceAll("\\p{l}", "[a-z]"),
    );
  return new RegExp(spaced.replaceAll("\\p{l}", "\\p{L}").replaceAll("\\p{m}", "\\p{M}"), "u");
}

function spaceOut(source: string, as: Reading["as"]): string {
  return source.replaceAll(" ", as === "squeezed" ? "[ ,]*" : ",? ");
}

function toSkeletonPattern(source: string): string {
  return source.replaceAll(/\{[^{}]*\}|[^{}]+/gu, (part) => (part.startsWith("{") ? part : toSkeleton(part)));
}
