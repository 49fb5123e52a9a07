import ICAL from "ical.js";
import { ValidationFailed } from "../../../errors.ts";
import { parseRule } from "./parse-rule.ts";
import { refuseRule } from "./refuse-rule.ts";
import type { Rule } from "./rule.ts";
import { wallTimes } from "./wall-times.ts";

const mostCharacters = 500;
const number = "[+-]?\\d{1,3}";
const list = (value: string) => new RegExp(`^${value}(,${value})*$`);
const shapes: Record<string, RegExp> = {
  FREQ: /^(SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^0*[1-9]\d{0,5}$/,
  COUNT: /^0*[1-9]\d{0,8}$/,
  UNTIL: /^\d{8}(T\d{6}Z?)?$/,
  WKST: /^(SU|MO|TU|WE|TH|FR|SA)$/,
  BYDAY: list("([+-]?\\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)"),
  ...{ BYSECOND: list("\\d{1,2}"), BYMINUTE: list("\\d{1,2}"), BYHOUR: list("\\d{1,2}") },
  ...{ BYMONTH: list("\\d{1,2}"), BYMONTHDAY: list(number), BYYEARDAY: list(number) },
  ...{ BYWEEKNO: list(number), BYSETPOS: list(number) },
};

/**
 * An RRULE on one line, with or without its name, as it is stored: in capitals and without the name.
 * Throws ValidationFailed with what to do where it is none, or none that is kept here.
 */
export function readRecurrence(text: string, path: string): string {
  const refuse = (message: string) => ValidationFailed.at(path, message);
  const told = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "")
    .replace(/;$/, "");
  if (told.length > mostCharacters) throw refuse(`must not exceed ${mostCharacters} characters`);
  const misshapen = refuseShape(told);
  if (misshapen) throw refuse(misshapen);
  const rule = tryParse(told);
  if (!rule) throw refuse("has a number that its part cannot have; see RFC 5545, section 3.3.10");
  const wrong = refuseRule(rule);
  if (wrong) throw refuse(wrong);
  if (neverOccurs(rule)) throw refuse("never occurs; choose days that a calendar has");
  if (takesTooLong(rule))
    throw refuse("has a COUNT that it takes centuries to reach; use a smaller one, or UNTIL, or no end");
  return ICAL.Recur.fromString(told).toString();
}

function refuseShape(told: string): string | null {
  if (!/^[\x20-\x7e]+$/.test(told) || told.includes(":"))
    return "must be one RRULE such as FREQ=WEEKLY;BYDAY=MO; when it begins is told elsewhere";
  const parts = told.split(";").map((part) => part.split("="));
  const names = parts.map(([name]) => name!);
  if (!names.includes("FREQ")) return "must say how often by FREQ, such as FREQ=DAILY";
  for (const [at, [name, value, ...more]] of parts.entries()) {
    if (!Object.hasOwn(shapes, name!)) return `has a part that no RRULE has: ${name!.slice(0, 20)}`;
    if (names.indexOf(name!) !== at) return `may have ${name} once`;
    if (more.length > 0 || !shapes[name!]!.test(value ?? ""))
      return `has ${article(name!)} ${name} that is not valid`;
    if (name === "UNTIL" && !isMoment(value!)) return "has an UNTIL that is no date, or one after 2999";
    if (value === "SECONDLY" || value === "MINUTELY")
      return "may be HOURLY at its most frequent: a reminder may come once an hour at most";
  }
  return null;
}

function isMoment(until: string): boolean {
  const [year, month, day] = [until.slice(0, 4), until.slice(4, 6), until.slice(6, 8)];
  const [hour, minute, second] = [until.slice(9, 11), until.slice(11, 13), until.slice(13, 15)];
  const told = `${year}-${month}-${day}T${hour || "00"}:${minute || "00"}:${second || "00"}.000Z`;
  const time = Date.parse(told);
  return year >= "1600" && year <= "2999" && !Number.isNaN(time) && new Date(time).toISOString() === told;
}

/** Null where ical.js refuses a value, or leaves one unrefused that has no meaning. */
function tryParse(told: string): Rule | null {
  try {
    const rule = parseRule(told);
    const { monthDays, yearDays, weekNumbers, positions } = rule;
    const hasZero = [monthDays, yearDays, weekNumbers, positions].some((numbers) => numbers?.includes(0));
    return hasZero || /(^|[=,+-])0\d?(SU|MO|TU|WE|TH|FR|SA)/.test(told) ? null : rule;
  } catch {
    return null;
  }
}

/** However its interval falls. */
function neverOccurs(rule: Rule): boolean {
  const begin = Date.UTC(2000, 0, 1);
  const often = { ...rule, interval: 1, count: null, until: null };
  return wallTimes(often, begin, begin).next().done === true;
}

/** Of what a walk may take a third is left for starts from which it takes longer. */
const mostStepsToCount = 20_000;

/** Times that differ in number from month to month are counted one by one, at every use. */
function takesTooLong(rule: Rule): boolean {
  if (rule.count === null) return false;
  const begin = Date.UTC(2000, 0, 1);
  const steps = { left: mostStepsToCount };
  for (const _ of wallTimes(rule, begin, begin, steps));
  return steps.left < 0;
}

function article(name: string): string {
  return /^[IU]/.test(name) ? "an" : "a";
}
