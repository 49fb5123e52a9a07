import { wallTimeOf } from "#shared/domain/time/wall-clock.ts";
import { addDays, type Day, monthNames } from "../learning/calendar.ts";
import { type ClockTime, cutClock } from "./cut-clock.ts";
import { type CutDay, cutDay } from "./cut-day.ts";
import { cutEnd } from "./cut-end.ts";
import { cutRepeat } from "./cut-repeat.ts";
import { cutSpan } from "./cut-span.ts";
import type { Now } from "./read-now.ts";
import { firstTime, type Repeat } from "./repeat.ts";
import { dayAt, dayMs, minuteMs, type WallTime } from "./wall-time.ts";

export interface When {
  /** The text without what it says of time. */
  readonly rest: string;
  /** When first, if the text says so. */
  readonly at: WallTime | undefined;
  /** The same where it was said from now on: "in an hour", whatever clocks do until then. */
  readonly instant?: number;
  /** The last day on which it is in time; without the time of the day. */
  readonly until: Day | undefined;
  /** Of its day a time was said. */
  readonly hasClock: boolean;
  /** No time of the day was said, only a part of it or none. */
  readonly isTaken: boolean;
  readonly repeat: Repeat | undefined;
}

const weekday = "(?:mon|tues|wednes|thurs|fri|satur|sun)days?";
const part = "(?:early |late )?(?:morning|afternoon|evening|night)";
const partBehind = new RegExp(`\\b(tomorrow|today|yesterday|${weekday}) (${part})s?\\b`, "gi");
/** "Saturday, 28 November" is a date. */
const weekdayOfDate = new RegExp(
  `\\b${weekday.replace("s?", "")},? (?:the )?(?=\\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:${monthNames.join("|")})|(?:${monthNames.join("|")}) \\d)`,
  "gi",
);
const usualMinutes = 9 * 60;

/** What a text says of when, on the person's own clock. */
export function findWhen(text: string, now: Now, isEarly = false): When {
  const { rest: once, repeat } = cutRepeat(spellOut(text));
  const { rest: later, ms } = cutSpan(once);
  if (ms !== undefined) {
    // A moment that is part of a second is over when it is written.
    const instant = Math.ceil((now.instant + ms) / 1_000) * 1_000;
    return { rest: later, at: wallTimeOf(instant, now.zone), instant, ...open, hasClock: true, repeat };
  }
  const today = dayAt(now.wall);
  const { end, rest: endless } = repeat ? cutEnd(later, today) : { end: undefined, rest: later };
  const day = cutDay(endless, today);
  const { rest, clock } = cutClock(day.rest);
  const times = { hasClock: clock !== undefined, isTaken: clock?.isTaken ?? true, repeat };
  const until = day.last !== undefined && day.lead === "before" ? addDays(day.last, -1) : day.last;
  const minutes = clock ? minutesOf(clock, isEarly) : usualMinutes;
  if (repeat) {
    const more = cutMore(rest, minutes);
    const at = firstOf({ ...repeat, ...more.hours }, day.first ?? today, clock && minutes, now);
    const until = end && at !== undefined ? end(dayAt(at)) : undefined;
    return {
      rest: more.rest,
      at,
      ...times,
      until,
      repeat: { ...repeat, ...more.hours, ...(until && { until }) },
    };
  }
  if (day.first === undefined && !clock) return { rest, at: undefined, until, ...times };
  return { rest, at: moment(day, clock, minutes, now), until, ...times };
}

/** "Every day at 10 am and 4 pm": the other times of the day, where they are as late in the hour. */
function cutMore(rest: string, minutes: number): { rest: string; hours?: { hours: readonly number[] } } {
  const said = /(?:^|\s)and (?:at )?(?<clock>\d{1,2}(?::\d{2})? ?(?:am|pm)?)(?=$|[\s,.])/i.exec(rest);
  const other = said && cutClock(`at ${said.groups!.clock}`).clock?.minutes;
  if (typeof other !== "number" || (other - minutes) % 60 !== 0) return { rest };
  const hours = [minutes, other].map((each) => Math.floor(each / 60)).toSorted((a, b) => a - b);
  return { rest: rest.replace(said![0], "").replace(/\s+/g, " ").trim(), hours: { hours } };
}

const open = { until: undefined, isTaken: false };

function spellOut(text: string): string {
  return text
    .replace(/\b(every|each) (morning|afternoon|evening|night)\b/gi, "$1 day in the $2")
    .replace(weekdayOfDate, "")
    .replace(/\btonight\b/gi, "today in the evening")
    .replace(new RegExp(`\\bthis (${part})\\b`, "gi"), "today in the $1")
    .replace(partBehind, "$1 in the $2")
    .replace(/\bat night\b/gi, "in the night")
    .replace(/\bat lunch(?:time)?\b/gi, "at noon");
}

/** Who is woken at five does not mean the afternoon. */
function minutesOf({ minutes, isSure }: ClockTime, isEarly: boolean): number {
  return isEarly && !isSure && minutes >= 12 * 60 ? minutes - 12 * 60 : minutes;
}

function firstOf(repeat: Repeat, from: Day, minutes: number | undefined, now: Now): WallTime | undefined {
  if (repeat.hours && minutes !== undefined) {
    const each = repeat.hours.map(
      (hour) => firstTime(repeat, from, hour * 60 + (minutes % 60), now.wall) ?? Infinity,
    );
    return Math.min(...each);
  }
  const ms = { MINUTELY: minuteMs, HOURLY: 60 * minuteMs }[repeat.every as string];
  if (ms && minutes === undefined) return Math.ceil(now.wall / minuteMs) * minuteMs + repeat.interval * ms;
  return firstTime(repeat, from, minutes ?? usualMinutes, now.wall);
}

function moment(
  { first, mayBeNext }: CutDay,
  clock: ClockTime | undefined,
  minutes: number,
  { wall }: Now,
): WallTime | undefined {
  const today = dayAt(wall);
  const at = (first ?? today) + minutes * minuteMs;
  if (at > wall || (first !== undefined && first < today)) return at;
  if (first === undefined) return at + dayMs;
  if (mayBeNext) return at + 7 * dayMs;
  if (!clock) return [13, 18, 21].map((hour) => today + hour * 60 * minuteMs).find((each) => each > wall);
  const late = at + dayMs / 2;
  return !clock.isSure && minutes < 12 * 60 && late > wall ? late : at;
}
