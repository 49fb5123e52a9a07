import { type CalendarDay, describeDay, toDay, weekOf } from "./calendar-day.ts";
import type { NamedWeekday, Rule } from "./rule.ts";

/** Whether a completed rule has a day that its steps led to. */
export function isDayOfRule(rule: Rule, start: number, day: number): boolean {
  const on = describeDay(day);
  return (
    isInPeriod(rule, describeDay(toDay(start)), on) &&
    (!rule.months || rule.months.includes(on.month)) &&
    isListed(rule.monthDays, on.date, on.daysInMonth) &&
    isListed(rule.yearDays, on.dayOfYear, on.daysInYear) &&
    isInWeeks(rule, day) &&
    (!rule.weekdays || rule.weekdays.some((named) => isNamed(named, on, rule)))
  );
}

/** Days and weeks are stepped over by the interval; months and years are left out here. */
function isInPeriod({ frequency, interval }: Rule, first: CalendarDay, on: CalendarDay): boolean {
  const years = on.year - first.year;
  if (frequency === "YEARLY") return years % interval === 0;
  return frequency !== "MONTHLY" || (years * 12 + on.month - first.month) % interval === 0;
}

/** Negative ones count from the end. */
function isListed(listed: readonly number[] | null, number: number, last: number): boolean {
  return !listed || listed.includes(number) || listed.includes(number - last - 1);
}

function isInWeeks({ weekNumbers, weekStart }: Rule, day: number): boolean {
  if (!weekNumbers) return true;
  const { number, last } = weekOf(day, weekStart);
  return isListed(weekNumbers, number, last);
}

function isNamed({ weekday, ordinal }: NamedWeekday, on: CalendarDay, rule: Rule): boolean {
  if (weekday !== on.weekday) return false;
  if (ordinal === null) return true;
  const isOfYear = rule.frequency === "YEARLY" && !rule.months;
  const [number, last] = isOfYear ? [on.dayOfYear, on.daysInYear] : [on.date, on.daysInMonth];
  return ordinal === Math.ceil(number / 7) || ordinal === -Math.ceil((last - number + 1) / 7);
}
