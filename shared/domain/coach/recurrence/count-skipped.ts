import { dayMs, startOfWeek, toDay, weekdayOf } from "./calendar-day.ts";
import type { Rule } from "./rule.ts";
import { timesOfDay } from "./times-of-day.ts";

/**
 * Where to begin so as to miss nothing from `from`, and how many times of a counted rule came before. Only where every
 * round has as many times as any other need they not be walked through.
 */
export function countSkipped(rule: Rule, start: number, from: number): { skipped: number; begin: number } {
  if (rule.count === null) return { skipped: 0, begin: Math.max(start, from) };
  const round = roundOf(rule, start);
  const rounds = round ? Math.floor((from - round.first) / round.ms) : 0;
  if (!round || rounds < 1) return { skipped: 0, begin: start };
  const before = round.days.flatMap((day) => timesOfDay(rule, start, day)).filter((wall) => wall < start);
  return { skipped: rounds * round.times - before.length, begin: round.first + rounds * round.ms };
}

interface Round {
  readonly first: number;
  readonly ms: number;
  readonly times: number;
  /** On which times may come before the start. */
  readonly days: readonly number[];
}

function roundOf(rule: Rule, start: number): Round | null {
  const { frequency, interval, months, monthDays, weekdays, positions } = rule;
  if (months || monthDays || positions) return null;
  const day = toDay(start);
  const perDay = rule.minutes!.length * (rule.hours?.length ?? 0);
  if (frequency === "DAILY" && !weekdays)
    return { first: day, ms: interval * dayMs, times: perDay, days: [day] };
  if (frequency === "HOURLY" && !weekdays && !rule.hours)
    return { first: day, ms: interval * dayMs, times: 24, days: [day] };
  if (frequency !== "WEEKLY") return null;
  const first = startOfWeek(day, rule.weekStart);
  const named = new Set(weekdays!.map(({ weekday }) => weekday));
  const week = Array.from({ length: 7 }, (_, at) => first + at * dayMs);
  const days = week.filter((on) => on <= day && named.has(weekdayOf(on)));
  return { first, ms: 7 * interval * dayMs, times: perDay * named.size, days };
}
