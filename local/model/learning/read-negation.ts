import { fromGerund, toThirdPerson } from "./verbs.ts";

export interface Negation {
  readonly positive: string;
  /** "No longer" says that it was so. */
  readonly kind: "ended" | "not" | undefined;
}

const anyMore = /\s+(?:any ?more|any longer)$/i;
const endings: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/^(?:is|was) no longer (.+)$/is, ([, rest]) => `is ${rest}`],
  [/^(?:does )?no longer (.+)$/is, ([, rest]) => rest ?? ""],
  [
    /^(?:has |is )?(?:stopped|quit|quitting|gave up|given up|giving up) (\w+ing)\b(.*)$/is,
    ([, verb, rest]) => `${fromGerund(verb ?? "")}${rest}`,
  ],
  [
    /^(?:has |was )?(?:quit|left|lost|resigned from|fired from|laid off from) (?:(?:their|his|her) )?(?:(?:old )?job|position) (at|as|with) (.+)$/is,
    ([, link, rest]) => `works ${link === "with" ? "at" : link} ${rest}`,
  ],
  [/^(?:has )?(?:left|quit|resigned from) (?!for\b)(\p{Lu}.+)$/su, ([, rest]) => `works at ${rest}`],
  [/^(?:has )?sold (?:their|his|her) (.+)$/is, ([, rest]) => `has a ${rest}`],
  [
    /^(?:has )?(?:gave up on|given up on|abandoned|dropped|cancelled|canceled) (?:the |their )?(?:plan|goal|idea|dream) (?:to|of) (.+)$/is,
    ([, rest]) => `wants to ${rest?.replace(/^(\w+)ing\b/, "$1")}`,
  ],
  [/^(?:has )?decided not to (.+)$/is, ([, rest]) => `wants to ${rest}`],
  [/^(?:has )?moved out of (.+)$/is, ([, rest]) => `lives in ${rest}`],
  [/^(?:has )?moved away from (.+)$/is, ([, rest]) => `lives in ${rest}`],
];

/** "No longer lives in Oslo" is "lives in Oslo", ended. */
export function readNegation(phrase: string): Negation {
  for (const [pattern, turn] of endings) {
    const found = pattern.exec(phrase);
    if (found) return { positive: turn(found).replace(anyMore, ""), kind: "ended" };
  }
  const isOver = anyMore.test(phrase);
  const plain = phrase.replace(anyMore, "");
  const [, verb, rest = ""] =
    /^does not (?:really |even |currently |actually )?(\w+)(.*)$/is.exec(plain) ?? [];
  if (verb) return { positive: `${toThirdPerson(verb)}${rest}`, kind: isOver ? "ended" : "not" };
  // Who is not going to do a thing has no plan.
  const state = /^is (?:not|neither) (?!going to\b)(?:really |even |currently |actually )?(.+)$/is.exec(
    plain,
  )?.[1];
  if (state) return { positive: `is ${state}`, kind: isOver ? "ended" : "not" };
  return { positive: phrase, kind: undefined };
}
