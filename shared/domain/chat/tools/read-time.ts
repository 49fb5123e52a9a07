import { ValidationFailed } from "../../../errors.ts";
import { resolveLocalDate } from "../../time/resolve-local-date.ts";
import { sayLocalTime } from "../../time/say-local-time.ts";
import { tellLocalTime } from "../../time/tell-local-time.ts";

export interface ToldTime {
  readonly at: number;
  /** The first instant after it: of a day, the beginning of the next. */
  readonly until: number;
  /** Where it was told as the clock on the wall shows it: 2026-11-28T08:00. */
  readonly local: string | null;
}

interface Reading {
  /** What it is an argument of. */
  readonly path: string;
  readonly zone: string;
  readonly now: number;
  /** A day without a time means its last minute. */
  readonly takesDay?: boolean;
  readonly takesPast?: boolean;
}

const pattern =
  /^(?:(?<weekday>[a-z]+),? )?(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d(?::\d\d)?) ?(?<offset>Z|[+-]\d\d:?\d\d)?)?$/i;
const minuteMs = 60_000;

/** A time that a model tells, on the clock of a zone or with an offset. What is not clear it must ask, or say anew. */
export function readTime(told: string, reading: Reading): ToldTime {
  const { path, zone, now } = reading;
  const refuse = (message: string) =>
    ValidationFailed.at(path, `${message}; it is ${sayLocalTime(now, zone)} in ${zone} now`);
  const parts = pattern.exec(told.trim())?.groups;
  if (!parts)
    throw refuse(
      `is no time: ${JSON.stringify(told.slice(0, 40))}; write day and time, such as 2026-11-28T08:00`,
    );
  const { weekday, day, time, offset = "" } = parts;
  const written = time ? `${day}T${time}${offset}` : day!;
  const period = resolveLocalDate(written, zone);
  if (!period) throw refuse(`is a day or a time that there is not: ${written}`);
  const rightWeekday = tellLocalTime(Date.parse(`${day}T12:00Z`), "UTC").weekday;
  if (weekday && weekday.toLowerCase() !== rightWeekday.toLowerCase())
    throw refuse(`contradicts itself: ${day} is a ${rightWeekday}; ask which is meant`);
  if (!time && !reading.takesDay) throw refuse("says no time of day; ask the person for it");
  const at = time ? period.from : period.until - minuteMs;
  if (time && !offset && tellLocalTime(at, zone).said !== written.slice(0, 16))
    throw refuse(`is skipped in ${zone}, where clocks go forward then: ${written}; take another time`);
  if (at <= now && !reading.takesPast) throw refuse(`is in the past: ${written}`);
  const until = time ? at + 1 : period.until;
  return { at, until, local: time && !offset ? written : null };
}
