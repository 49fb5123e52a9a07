import type { Weekday } from "./rule.ts";

export const dayMs = 86_400_000;

/** A day of the calendar, as the UTC midnight with which it begins. */
export function toDay(wallTime: number): number {
  return Math.floor(wallTime / dayMs) * dayMs;
}

export interface CalendarDay {
  readonly year: number;
  /** From January, 1. */
  readonly month: number;
  readonly date: number;
  readonly weekday: Weekday;
  readonly daysInMonth: number;
  readonly dayOfYear: number;
  readonly daysInYear: number;
}

export function describeDay(day: number): CalendarDay {
  const at = new Date(day);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const newYear = Date.UTC(year, 0, 1);
  return {
    ...{ year, month: month + 1, date: at.getUTCDate(), weekday: at.getUTCDay() as Weekday },
    daysInMonth: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
    dayOfYear: (day - newYear) / dayMs + 1,
    daysInYear: (Date.UTC(year + 1, 0, 1) - newYear) / dayMs,
  };
}

/** The day with which its week begins. */
export function startOfWeek(day: number, weekStart: Weekday): number {
  return day - ((new Date(day).getUTCDay() - weekStart + 7) % 7) * dayMs;
}

/** The number of its week, and the number of the last week of that year. The first week has four days of its year. */
export function weekOf(day: number, weekStart: Weekday): { number: number; last: number } {
  const begins = startOfWeek(day, weekStart);
  const year = new Date(begins + 3 * dayMs).getUTCFullYear();
  const firstOf = (of: number) => startOfWeek(Date.UTC(of, 0, 4), weekStart);
  const weeksSince = (first: number, until: number) => (until - first) / (7 * dayMs);
  return {
    number: weeksSince(firstOf(year), begins) + 1,
    last: weeksSince(firstOf(year), firstOf(year + 1)),
  };
}
