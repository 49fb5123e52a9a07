import { tellLocalTime } from "./tell-local-time.ts";

/** An instant on the clock of a zone, with its day of the week: "Saturday 2026-03-28T23:30". */
export function sayLocalTime(instant: number, zone: string): string {
  const { said, weekday } = tellLocalTime(instant, zone);
  return `${weekday} ${said}`;
}
