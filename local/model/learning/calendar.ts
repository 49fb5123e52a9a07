export const monthNames =
  "January February March April May June July August September October November December".split(" ");
export const weekdayNames = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const dayMs = 86_400_000;

/** A day without a zone, as milliseconds of its midnight in UTC. */
export type Day = number;

export function dayOf(local: string): Day {
  return Date.parse(`${local.slice(0, 10)}T00:00:00Z`);
}

export function dateOf(year: number, month: number, day: number): Day {
  return Date.UTC(year, month, day);
}

export function addDays(day: Day, days: number): Day {
  return day + days * dayMs;
}

/** The same day of another month, or that month's last one. */
export function addMonths(day: Day, months: number): Day {
  const at = new Date(day);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months + 1, 0)).getUTCDate();
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, Math.min(at.getUTCDate(), last));
}

export function partsOf(day: Day): { year: number; month: number; date: number; weekday: number } {
  const at = new Date(day);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth(),
    date: at.getUTCDate(),
    weekday: at.getUTCDay(),
  };
}

/** Monday. */
export function weekOf(day: Day): Day {
  return addDays(day, -((partsOf(day).weekday + 6) % 7));
}

export function inDigits(day: Day, precision: "year" | "month" | "day"): string {
  const length = { year: 4, month: 7, day: 10 }[precision];
  return new Date(day).toISOString().slice(0, length);
}

export function inWords(day: Day, precision: "year" | "month" | "day"): string {
  const { year, month, date } = partsOf(day);
  if (precision === "year") return String(year);
  return `${precision === "day" ? `${date} ` : ""}${monthNames[month]} ${year}`;
}

/** By its first three letters. */
export function monthOf(name: string): number {
  return monthNames.findIndex((each) => each.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase());
}

export function weekdayOf(name: string): number {
  return weekdayNames.findIndex((each) => each.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase());
}
