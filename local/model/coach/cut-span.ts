import { numberPattern, readNumber } from "../learning/number-words.ts";
import { minuteMs } from "./wall-time.ts";

export interface CutSpan {
  readonly rest: string;
  readonly ms: number | undefined;
}

const count = `(?:\\d+(?:\\.\\d+)?|${numberPattern}|thirty|forty(?:-five)?|fifty|ninety)`;
const unit = "(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|h)\\b";
const one = `(?:half an hour|a quarter of an hour|an hour and a half|(?:${count}) and a half hours|(?:${count}) ${unit})`;
export const spanPattern = `${one}(?: and ${one})?`;
const ahead = new RegExp(
  `\\b(?:in|after) (?:about |another )?(?<said>${spanPattern})(?: from now)?|\\b(?<then>${spanPattern}) from now\\b`,
  "i",
);
const sizes: Readonly<Record<string, number>> = { s: 1_000, m: minuteMs, h: 60 * minuteMs };
const more: Readonly<Record<string, number>> = {
  thirty: 30,
  forty: 40,
  "forty-five": 45,
  fifty: 50,
  ninety: 90,
};

/** "In 20 minutes", "in an hour and a half". */
export function cutSpan(text: string): CutSpan {
  const found = ahead.exec(text);
  if (!found) return { rest: text, ms: undefined };
  const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`;
  return {
    rest: rest.replace(/\s+/g, " ").trim(),
    ms: readSpan(found.groups?.said ?? found.groups?.then ?? ""),
  };
}

export function readSpan(said: string): number {
  const text = said
    .toLowerCase()
    .replace("a quarter of an hour", "15 minutes")
    .replace("half an hour", "30 minutes")
    .replace("an hour and a half", "90 minutes");
  const parts = text.matchAll(new RegExp(`(${count})( and a half)? (s|m|h)`, "g"));
  return [...parts].reduce((sum, [, number = "", andHalf, size = ""]) => {
    return sum + ((more[number] ?? readNumber(number)) + (andHalf ? 0.5 : 0)) * sizes[size]!;
  }, 0);
}
