import { addDays, addMonths, type Day } from "../learning/calendar.ts";
import { numberPattern, readNumber } from "../learning/number-words.ts";
import { cutDay } from "./cut-day.ts";

export interface CutEnd {
  readonly rest: string;
  /** The last day, by the first one. */
  readonly end: ((first: Day) => Day) | undefined;
}

const lasting = new RegExp(
  `\\bfor (?:the (?:next|coming) )?(?<count>${numberPattern}) (?<unit>day|week|month|year)s?\\b`,
  "i",
);
const until = /\b(?:until|till|up to)\b.*$/i;

/** How long something comes again: "until Christmas", "for two weeks". */
export function cutEnd(text: string, today: Day): CutEnd {
  const long = lasting.exec(text);
  if (long) {
    const count = readNumber(long.groups!.count!);
    const ends = { d: (day: Day) => addDays(day, count), w: (day: Day) => addDays(day, 7 * count) };
    const after =
      ends[long.groups!.unit![0] as "d" | "w"] ??
      ((day: Day) => addMonths(day, count * (/^year/i.test(long.groups!.unit!) ? 12 : 1)));
    return {
      rest: text.replace(long[0], "").replace(/\s+/g, " ").trim(),
      end: (day) => addDays(after(day), -1),
    };
  }
  const found = until.exec(text);
  const { last, rest, lead } = cutDay(found?.[0] ?? "", today);
  if (!found || last === undefined || !/^(?:until|till)$/.test(lead)) return { rest: text, end: undefined };
  return { rest: `${text.slice(0, found.index)}${rest}`.replace(/\s+/g, " ").trim(), end: () => last };
}
