import {
  type CalendarDay,
  type CalendarMonth,
  dayMs,
  describeDay,
  describeMonth,
  startOfWeek,
  toDay,
  weekdayOf,
} from "./calendar-day.ts";
import type { Rule } from "./rule.ts";

const [lastYear, hourMs] = [2999, 3_600_000];

/** How many days and months a walk may still look at. Below zero it has stopped short. */
export interface Steps {
  left: number;
}

/** The last day that is worth looking at, as long as none is found before. */
export interface Horizon {
  day: number;
}

/**
 * The days among which those of a completed rule are, in order, from the period that `from` lies in. What can be known of
 * a day without looking at it is leapt over.
 */
export function* stepDays(
  rule: Rule,
  start: number,
  from: number,
  { steps, horizon }: { readonly steps: Steps; readonly horizon: Readonly<Horizon> },
): Generator<CalendarDay> {
  const begun = describeMonth(start);
  let day = startOfPeriod(rule, toDay(from));
  let month = describeMonth(day);
  for (;;) {
    steps.left -= 1;
    if (day >= month.next) month = describeMonth(day);
    if (steps.left < 0 || day > horizon.day || month.year > lastYear) return;
    const near = isMonthOfRule(rule, begun, month) ? nearestDay(rule, start, day, month) : month.next;
    if (near === day) {
      yield describeDay(day, month);
      day += dayMs;
    } else day = near;
  }
}

/** Where positions in a period count, all of it is looked at. */
function startOfPeriod({ frequency, positions, weekStart }: Rule, day: number): number {
  if (!positions) return day;
  const { first, newYear } = describeMonth(day);
  if (frequency === "YEARLY") return newYear;
  if (frequency === "MONTHLY") return first;
  return frequency === "WEEKLY" ? startOfWeek(day, weekStart) : day;
}

function isMonthOfRule({ frequency, interval, months }: Rule, begun: CalendarMonth, at: CalendarMonth) {
  const years = at.year - begun.year;
  if (months && !months.includes(at.month)) return false;
  if (frequency === "YEARLY") return years % interval === 0;
  return frequency !== "MONTHLY" || (years * 12 + at.month - begun.month) % interval === 0;
}

/** This day, or one before which the rule has none. */
function nearestDay(rule: Rule, start: number, day: number, month: CalendarMonth): number {
  const stepped = nearestStep(rule, start, day);
  if (stepped > day) return stepped;
  const { monthDays, weekdays } = rule;
  if (monthDays) {
    const { daysInMonth, first, next } = month;
    const days = monthDays.map((date) => first + (date < 0 ? date + daysInMonth : date - 1) * dayMs);
    return Math.min(next, ...days.filter((listed) => listed >= day));
  }
  if (!weekdays) return day;
  const on = weekdayOf(day);
  return day + Math.min(...weekdays.map(({ weekday }) => (weekday - on + 7) % 7)) * dayMs;
}

/** By the interval alone. */
function nearestStep({ frequency, interval, weekStart }: Rule, start: number, day: number): number {
  if (frequency === "DAILY") return alignUp(toDay(start), day, interval * dayMs);
  if (frequency === "HOURLY") {
    const hour = Math.floor(start / hourMs) * hourMs;
    return Math.max(day, toDay(alignUp(hour, day, interval * hourMs)));
  }
  if (frequency !== "WEEKLY") return day;
  const week = startOfWeek(day, weekStart);
  return Math.max(day, alignUp(startOfWeek(toDay(start), weekStart), week, 7 * interval * dayMs));
}

function alignUp(first: number, near: number, stepMs: number): number {
  return first + Math.ceil((near - first) / stepMs) * stepMs;
}
