import { weekdayNames, weekdayOf } from "../learning/calendar.ts";
import { numberPattern, readNumber } from "../learning/number-words.ts";
import type { Repeat } from "./repeat.ts";

export interface CutRepeat {
  readonly rest: string;
  readonly repeat: Repeat | undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

const each = "(?:every|each)";
const weekday = `(?:${weekdayNames.join("|")})`;
const more = `(?:(?:, and |, | and | & )(?:on )?(?:${each} )?(?:${weekday})s?\\b)*`;
const nth = "first|second|third|fourth|last|1st|2nd|3rd|4th";
const ofMonth = `(?: day)? of (?:${each}|the) month`;
const workdays = [1, 2, 3, 4, 5];

const forms: readonly (readonly [string, (said: Groups) => Repeat | undefined])[] = [
  [
    `(?:on )?(?:the |${each} )?(?<nth>${nth}) (?<day>${weekday}) (?:of (?:${each}|the) month|in (?:${each}|the) month)`,
    ({ nth: which = "", day = "" }) => ({ ...monthly, nth: placeOf(which), weekdays: [weekdayOf(day)] }),
  ],
  [
    `(?:on )?(?:the )?(?<date>first|last|\\d{1,2}(?:st|nd|rd|th))${ofMonth}|(?:${each} month|monthly) on the (?<then>first|last day|last|\\d{1,2}(?:st|nd|rd|th))(?! ${weekday})`,
    ({ date, then = "" }) => ({ ...monthly, date: dateOf(date ?? then) }),
  ],
  [
    `(?:${each} month|monthly) on the (?<nth>${nth}) (?<day>${weekday})`,
    ({ nth: which = "", day = "" }) => ({ ...monthly, nth: placeOf(which), weekdays: [weekdayOf(day)] }),
  ],
  [
    `(?:(?:on|${each}) )?(?:weekdays|workdays|working days|business days)|${each} (?:weekday|workday|working day|business day)|(?:${each} day |daily )?(?:from )?monday (?:to|through|until|till) friday`,
    () => ({ every: "WEEKLY", interval: 1, weekdays: workdays }),
  ],
  [`(?:${each} weekend|(?:on |at )?weekends)`, () => ({ every: "WEEKLY", interval: 1, weekdays: [6, 0] })],
  [
    `(?:${each} (?<other>other |second )?(?:week on )?(?<days>${weekday}s?\\b${more})|weekly on (?<then>${weekday}s?\\b${more})|on (?<plural>(?:${weekday})s\\b${more}))`,
    ({ other, days, then, plural }) => ({
      ...{ every: "WEEKLY", interval: other ? 2 : 1 },
      weekdays: daysIn(days ?? then ?? plural ?? ""),
    }),
  ],
  [
    `${each} (?:single )?(?:(?<other>other|second) |(?<count>${numberPattern}|thirty|sixty) )?(?<unit>minute|hour|day|week|month|year)s?`,
    ({ other, count, unit = "" }) => ({
      every: unitOf(unit),
      interval: other ? 2 : count ? countOf(count) : 1,
    }),
  ],
  [
    "(?<word>daily|hourly|weekly|monthly|yearly|annually)",
    ({ word = "" }) => ({ every: unitOf(word), interval: 1 }),
  ],
];
const monthly = { every: "MONTHLY", interval: 1 } as const;
const patterns = forms.map(([form, read]) => [new RegExp(`\\b(?:${form})\\b(?! list)`, "i"), read] as const);

/** "Every day", "every weekday", "on Mondays", "on the first of each month". */
export function cutRepeat(text: string): CutRepeat {
  for (const [pattern, read] of patterns) {
    const found = pattern.exec(text);
    const repeat = found && read(found.groups ?? {});
    if (!found || !repeat) continue;
    const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`;
    return { rest: rest.replace(/\s+/g, " ").trim(), repeat };
  }
  return { rest: text, repeat: undefined };
}

function unitOf(said: string): Repeat["every"] {
  const units = { mi: "MINUTELY", ho: "HOURLY", da: "DAILY", we: "WEEKLY", mo: "MONTHLY" } as const;
  return units[said.slice(0, 2).toLowerCase() as keyof typeof units] ?? "YEARLY";
}

function countOf(said: string): number {
  return { thirty: 30, sixty: 60 }[said.toLowerCase()] ?? readNumber(said);
}

function daysIn(said: string): number[] {
  return [...said.matchAll(new RegExp(weekday, "gi"))].map(([name]) => weekdayOf(name));
}

function placeOf(said: string): number {
  if (/last/i.test(said)) return -1;
  const words = ["first", "second", "third", "fourth"];
  return words.indexOf(said.toLowerCase()) + 1 || Number.parseInt(said, 10);
}

function dateOf(said: string): number {
  return /last/i.test(said) ? -1 : /first/i.test(said) ? 1 : Number.parseInt(said, 10);
}
