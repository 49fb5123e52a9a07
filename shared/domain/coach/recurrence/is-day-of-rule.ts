import { type CalendarDay, weekOf } from "./calendar-day.ts";
import type { NamedWeekday, Rule } from "./rule.ts";

/** Whether a completed rule has a day that its steps led to: they have left out months and intervals. */
export function isDayOfRule(rule: Rule, on: CalendarDay): boolean {
  return (
    isListed(rule.monthDays, on.date, on.daysInMonth) &&
    isListed(rule.yearDays, on.dayOfYear, on.daysInYear) &&
    isInWeeks(rule, on.day) &&
    (!rule.weekdays || rule.weekdays.some((named) => isNamed(named, on, rule)))
  );
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
