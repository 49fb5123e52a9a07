import ICAL from "ical.js";
import { type Frequency, type NamedWeekday, type Rule, type Weekday, weekdayNames } from "./rule.ts";

const dayMs = 86_400_000;
const untilPattern = /(?:^|;)UNTIL=(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?(?:;|$)/;

/** Takes an RRULE apart that `readRecurrence` would let pass. */
export function parseRule(text: string): Rule {
  const recur = ICAL.Recur.fromString(text);
  const { parts } = recur;
  return {
    frequency: recur.freq as Frequency,
    interval: recur.interval,
    count: recur.count,
    until: readUntil(text),
    months: ascending(parts.BYMONTH),
    monthDays: ascending(parts.BYMONTHDAY),
    yearDays: ascending(parts.BYYEARDAY),
    weekNumbers: ascending(parts.BYWEEKNO),
    weekdays: parts.BYDAY?.map(readWeekday) ?? null,
    hours: ascending(parts.BYHOUR),
    minutes: ascending(parts.BYMINUTE),
    seconds: ascending(parts.BYSECOND),
    positions: ascending(parts.BYSETPOS),
    weekStart: ((recur.wkst as number) - 1) as Weekday,
  };
}

/** A date is in it until its end; a time with a Z is an instant, one without is what a clock on the wall shows. */
function readUntil(text: string): Rule["until"] {
  const found = untilPattern.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const date = Date.UTC(year!, month! - 1, day);
  if (found[4] === undefined) return { wall: date + dayMs - 1 };
  const time = date + ((hour! * 60 + minute!) * 60 + second!) * 1_000;
  return found[7] ? { instant: time } : { wall: time };
}

function readWeekday(named: string): NamedWeekday {
  const ordinal = Number(named.slice(0, -2));
  const weekday = weekdayNames.indexOf(named.slice(-2) as (typeof weekdayNames)[number]) as Weekday;
  return { weekday, ordinal: ordinal || null };
}

function ascending(numbers: number[] | undefined): number[] | null {
  return numbers ? [...numbers].sort((a, b) => a - b) : null;
}
