import { wallTimeOf } from "./wall-clock.ts";

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** An instant as a person in the zone would tell it: "2026-03-28T23:30", a Saturday. */
export function tellLocalTime(instant: number, zone: string): { said: string; weekday: string } {
  const wall = new Date(wallTimeOf(instant, zone));
  return { said: wall.toISOString().slice(0, 16), weekday: weekdays[wall.getUTCDay()]! };
}
