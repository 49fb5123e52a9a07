import type { Weekday } from "./rule.ts";

export const dayMs = 86_400_000;

/** A day of the calendar, as the UTC midnight with which it begins. */
export function toDay(wallTime: number): number {
  return Math.floor(wallTime / dayMs) * dayMs;
}

export interface CalendarMonth {
  readonly year: number;
  /** From January, 1. */
  readonly month: number;
  /** The day with which it begins, and the one after its last. */
  readonly first: number;
  readonly next: number;
  readonly daysInMonth: number;
  readonly newYear: number;
  readonly daysInYear: number;
}

export interface CalendarDay extends Pick<CalendarMonth, "year" | "month" | "daysInMonth" | "daysInYear"> {
  readonly day: number;
  readonly date: number;
  readonly weekday: Weekday;
  readonly dayOfYear: number;
}

export function describeMonth(day: number): CalendarMonth {
  const at = new Date(day);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const [first, next] = [Date.UTC(year, month), Date.UTC(year, month + 1)];
  const newYear = Date.UTC(year, 0);
  return {
    ...{ year, month: month + 1, first, next, newYear },
    daysInMonth: (next - first) / dayMs,
    daysInYear: (Date.UTC(year + 1, 0) - newYear) / dayMs,
  };
}

export function describeDay(day: number, within: CalendarMonth = describeMonth(day)): CalendarDay {
  const { year, month, daysInMonth, daysInYear, first, newYear } = within;
  return {
    ...{ day, year, month, daysInMonth, daysInYear },
    date: (day - first) / dayMs + 1,
    weekday: weekdayOf(day),
    dayOfYear: (day - newYear) / dayMs + 1,
  };
}

/** The first day of all was a Thursday. */
export function weekdayOf(day: number): Weekday {
  return ((((day / dayMs + 4) % 7) + 7) % 7) as Weekday;
}

/** The day with which its week begins. */
export function startOfWeek(day: number, weekStart: Weekday): number {
  return day - ((weekdayOf(day) - weekStart + 7) % 7) * dayMs;
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
