import { addDays, type Day, dayOf, inDigits, inWords } from "./calendar.ts";
import { cutDayTime } from "./find-day-time.ts";
import { type Moment, momentPattern, readMoment, type Tense } from "./read-moment.ts";

export interface FoundTime {
  /** The text without what it says of time. */
  readonly rest: string;
  /** What it says of time, in dates: "on 27 March 2026 at 18:00". */
  readonly phrase: string | null;
  readonly from: string | null;
  readonly until: string | null;
}

const range = new RegExp(
  `\\bfrom (?<start>\\d{1,2}(?:st|nd|rd|th)?|${momentPattern}) (?:to|until|till) (?<end>${momentPattern})`,
  "i",
);
const single = new RegExp(
  `(?:\\b(?<lead>since|until|till|by|before|starting|as of|from|for the last|for the past|for|on|in|at|this coming) )?(?:\\bthe )?\\b(?<moment>${momentPattern})`,
  "i",
);
const isSince = /^(?:since|starting|as of|from)$/i;
const isUntil = /^(?:until|till|by|before)$/i;

/** What a clause says of time, taken from when it was said: "2026-03-28T23:30", on the speaker's own clock. */
export function findTime(clause: string, said: string, tense: Tense): FoundTime {
  const today = dayOf(said);
  return findRange(clause, today) ?? findSingle(clause, today, tense) ?? nothing(clause);
}

function nothing(rest: string): FoundTime {
  return { rest, phrase: null, from: null, until: null };
}

function findRange(clause: string, today: Day): FoundTime | undefined {
  const found = range.exec(clause);
  const { start = "", end = "" } = found?.groups ?? {};
  const last = found && readMoment(end, today, "coming");
  if (!found || !last) return undefined;
  // "From 3 to 7 May": the month is said once.
  const month = /[a-z]{3,}.*$/i.exec(end)?.[0] ?? "";
  const first = readMoment(/^\d{1,2}\D{0,2}$/.test(start) ? `${start} ${month}` : start, today, "coming");
  if (!first) return undefined;
  return {
    rest: without(clause, found),
    phrase: `from ${inWords(first.day, first.precision)} to ${inWords(last.day, last.precision)}`,
    from: inDigits(first.day, first.precision),
    until: inDigits(last.day, last.precision),
  };
}

function findSingle(clause: string, today: Day, tense: Tense): FoundTime | undefined {
  const { rest: undated, time } = cutDayTime(clause);
  const found = single.exec(undated);
  const lead = found?.groups?.lead ?? "";
  const said = found?.groups?.moment ?? "";
  const moment = found && readMoment(said, today, isSince.test(lead) ? "past" : tense, lead);
  if (!found || !moment) {
    return time === undefined ? undefined : dated(undated, { day: today, precision: "day" }, time);
  }
  if (isUntil.test(lead)) return ends(without(undated, found), lead, moment);
  if (isSince.test(lead) || /^for/i.test(lead)) return begins(without(undated, found), moment);
  return dated(without(undated, found), moment, time);
}

function begins(rest: string, { day, precision }: Moment): FoundTime {
  return { rest, phrase: `since ${inWords(day, precision)}`, from: inDigits(day, precision), until: null };
}

function ends(rest: string, lead: string, { day, precision }: Moment): FoundTime {
  const word = /^(?:by|before)$/i.test(lead) ? lead.toLowerCase() : "until";
  const until = word === "before" ? inDigits(addDays(day, -1), "day") : inDigits(day, precision);
  return { rest, phrase: `${word} ${inWords(day, precision)}`, from: null, until };
}

function dated(rest: string, { day, precision, words }: Moment, time: string | undefined): FoundTime {
  const on = words ?? `${precision === "day" ? "on" : "in"} ${inWords(day, precision)}`;
  const isExact = precision === "day" && time !== undefined && words === undefined;
  return {
    rest,
    phrase: isExact ? `${on} at ${time}` : on,
    from: isExact ? `${inDigits(day, "day")}T${time}` : inDigits(day, precision),
    until: null,
  };
}

function without(clause: string, found: RegExpExecArray): string {
  return `${clause.slice(0, found.index)} ${clause.slice(found.index + found[0].length)}`
    .replace(/\s+/g, " ")
    .replace(/\s+([,.])/g, "$1")
    .replace(/^[\s,]+|[\s,]+$/g, "");
}
