import { instantOf, wallTimeOf } from "../time/wall-clock.ts";
import { parseRule } from "./recurrence/parse-rule.ts";
import { wallTimes } from "./recurrence/wall-times.ts";

const [minuteMs, hourMs] = [60_000, 3_600_000];

/**
 * Where a rule begins now, as a clock on the wall shows it: at its first time ahead, so that a count has no time that is
 * past. Without an hour of its own it goes by the next full minute, and an hour of its own begins when the hour does.
 */
export function beginNow(recurrence: string, zone: string, now: number): number {
  const rule = parseRule(recurrence);
  const wall = wallTimeOf(now, zone);
  const minute = Math.floor(wall / minuteMs) * minuteMs;
  const hour = Math.floor(wall / hourMs) * hourMs;
  const begin = rule.hours === null ? minute + minuteMs : rule.minutes === null ? hour : minute;
  for (const time of wallTimes({ ...rule, count: null }, begin, begin))
    if (instantOf(time, zone) > now) return time;
  return begin;
}
