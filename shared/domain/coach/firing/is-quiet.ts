import type { Claimed } from "../../../ports/occurrences.ts";
import { wallTimeOf } from "../../time/wall-clock.ts";

const minutesPerDay = 1_440;

/** Whether the person's own clock shows a time at which they want quiet; it may go on past midnight. */
export function isQuiet(quiet: Claimed["quiet"], now: number): boolean {
  if (!quiet) return false;
  const { from, to, zone } = quiet;
  const minute = Math.floor(wallTimeOf(now, zone) / 60_000) % minutesPerDay;
  return from <= to ? from <= minute && minute < to : from <= minute || minute < to;
}
