import { dayOf, monthNames, partsOf, weekdayNames } from "../learning/calendar.ts";

/** What a clock on the wall shows, as milliseconds as if it were UTC. */
export type WallTime = number;

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** "2026-11-28T08:00", with seconds where there are some. */
export function toLocalText(wall: WallTime): string {
  const text = new Date(wall).toISOString().slice(0, 19);
  return text.endsWith(":00") ? text.slice(0, 16) : text;
}

/** "2026-11-28T07:00:00Z" */
export function toInstantText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

export function dayAt(wall: WallTime): number {
  return dayOf(new Date(wall).toISOString());
}

/** "08:00" */
export function tellClock(wall: WallTime): string {
  return new Date(wall).toISOString().slice(11, 16);
}

/** "tomorrow, Saturday 28 November"; the year where it is another one. */
export function tellDay(wall: WallTime, now: WallTime): string {
  const day = dayAt(wall);
  const { year, month, date, weekday } = partsOf(day);
  const near = ["today, ", "tomorrow, "][(day - dayAt(now)) / dayMs] ?? "";
  const named = `${weekdayNames[weekday]} ${date} ${monthNames[month]}`;
  return `${near || "on "}${named}${year === partsOf(now).year ? "" : ` ${year}`}`;
}

/** "tomorrow, Saturday 28 November at 08:00" */
export function tellMoment(wall: WallTime, now: WallTime): string {
  return `${tellDay(wall, now)} at ${tellClock(wall)}`;
}
