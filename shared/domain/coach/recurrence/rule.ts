export const frequencies = ["HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
export type Frequency = (typeof frequencies)[number];

/** From Sunday, 0. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;
export const weekdayNames = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;

export interface NamedWeekday {
  readonly weekday: Weekday;
  /** The second of its month or year is 2, the last -1; null: each of them. */
  readonly ordinal: number | null;
}

/** An RRULE taken apart. Null is what it leaves to the moment at which it begins. */
export interface Rule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  /** The last time that is still in it: as a wall clock shows it, or as an instant. */
  readonly until: { readonly wall: number } | { readonly instant: number } | null;
  readonly months: readonly number[] | null;
  readonly monthDays: readonly number[] | null;
  readonly yearDays: readonly number[] | null;
  readonly weekNumbers: readonly number[] | null;
  readonly weekdays: readonly NamedWeekday[] | null;
  readonly hours: readonly number[] | null;
  readonly minutes: readonly number[] | null;
  readonly seconds: readonly number[] | null;
  readonly positions: readonly number[] | null;
  readonly weekStart: Weekday;
}
