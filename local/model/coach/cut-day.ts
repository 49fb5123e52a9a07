import { addDays, addMonths, type Day, dateOf, partsOf, weekdayNames } from "../learning/calendar.ts";
import { momentPattern, readMoment } from "../learning/read-moment.ts";

export interface CutDay {
  readonly rest: string;
  readonly lead: string;
  /** The first day that is meant, and the last one. */
  readonly first: Day | undefined;
  readonly last: Day | undefined;
  /** "On Friday", said on a Friday, may be in a week. */
  readonly mayBeNext: boolean;
}

const leads = "on|by|before|until|till|in|within|for|starting(?: on| in)?|from|at";
const feasts: Readonly<Record<string, readonly [number, number]>> = {
  "christmas eve": [11, 24],
  christmas: [11, 25],
  "new year's eve": [11, 31],
  "new year": [0, 1],
};
const feast = "christmas eve|christmas|new year's eve|new year";
const weekday = `(?:${weekdayNames.join("|")})`;
const dated = new RegExp(
  `(?:\\b(?<lead>${leads}) )?(?:\\bthe )?(?<end>\\bend of (?:the )?)?\\b(?:(?<feast>${feast})|(?<nth>\\d{1,2})(?:st|nd|rd|th)(?! of| ${weekday})|(?<unit>(?<=end of (?:the )?)(?:week|month|year))|(?<moment>${momentPattern}))(?:'s)?(?!\\w)`,
  "gi",
);
const isWeekday = new RegExp(`^(?:(?:next|this|coming) )?${weekday}`, "i");
const isBareWeekday = new RegExp(`^${weekday}$`, "i");
const isSpan = /^(?!this|next|coming|last|past).* (?:day|week|month|year)s?(?: from now)?$/i;
/** After a day that says when, and not which: "Friday at 5", "Friday to call"; not "the Friday report". */
const after = /^\s*(?:$|[,.!?]|(?:at|to|that|about|from|until|@|by|around|in|and)\b|\d)/i;

/** The first day that a text names: "tomorrow", "on Friday", "by June", "on 3 March", "in two weeks". */
export function cutDay(text: string, today: Day): CutDay {
  for (const found of text.matchAll(dated)) {
    const { lead = "", moment = "" } = found.groups ?? {};
    const behind = text.slice(found.index + found[0].length);
    const isLoose = lead === "" || /^(?:for|at)$/i.test(lead);
    if (
      isBareWeekday.test(moment) &&
      isLoose &&
      (/\b(?:the|my|a|every|each)\s*$/i.test(text.slice(0, found.index)) || !after.test(behind))
    )
      continue;
    const span = readDays(found.groups ?? {}, today);
    if (!span) continue;
    const rest = `${text.slice(0, found.index)} ${behind}`.replace(/\s+/g, " ").replace(/\s+([,.])/g, "$1");
    return { rest: rest.trim(), lead: lead.toLowerCase(), ...span, mayBeNext: isBareWeekday.test(moment) };
  }
  return { rest: text, lead: "", first: undefined, last: undefined, mayBeNext: false };
}

function readDays(
  { lead = "", end, feast: named, nth, unit, moment = "" }: Readonly<Record<string, string | undefined>>,
  today: Day,
): { first: Day; last: Day } | undefined {
  if (named) return single(yearly(feasts[named.toLowerCase()]!, today));
  if (nth) return lead || end === undefined ? monthly(Number(nth), today) : undefined;
  const of = unit ? `this ${unit}` : moment;
  const read = readMoment(of, today, "coming", leadFor(lead, of, end));
  if (!read) return undefined;
  const last = lastOf(read, of);
  return end ? single(last) : { first: read.day, last };
}

/** With which lead the moment is told by where none, or a looser one, was said. */
function leadFor(lead: string, moment: string, end: string | undefined): string {
  if (isWeekday.test(moment)) return "on";
  if (end || /^within/i.test(lead)) return /^within|in$/i.test(lead) ? "in" : "by";
  return /^(?:for|at)$/i.test(lead) ? "" : lead;
}

function lastOf({ day, precision }: { day: Day; precision: string }, said: string): Day {
  if (isSpan.test(said)) return day;
  if (precision === "year") return addDays(addMonths(day, 12), -1);
  if (precision === "month") return addDays(addMonths(day, 1), -1);
  return /week$/i.test(said) ? addDays(day, 6) : day;
}

function monthly(date: number, today: Day): { first: Day; last: Day } | undefined {
  if (date < 1 || date > 31) return undefined;
  const { year, month } = partsOf(today);
  for (let ahead = 0; ahead < 12; ahead++) {
    const day = dateOf(year, month + ahead, date);
    if (partsOf(day).date === date && day >= today) return single(day);
  }
  return undefined;
}

function yearly([month, date]: readonly [number, number], today: Day): Day {
  const { year } = partsOf(today);
  const day = dateOf(year, month, date);
  return day < today ? dateOf(year + 1, month, date) : day;
}

function single(day: Day): { first: Day; last: Day } {
  return { first: day, last: day };
}
