import type { CalendarEvent } from "../../ports/events.ts";
import { happeningOf } from "./happening-of.ts";
import { nextOccurrence } from "./recurrence/next-occurrence.ts";

/** When an event begins next, at `from` or later; null where it does not. */
export function nextStartOf(
  { startsAt, timeZone, recurrence }: Pick<CalendarEvent, "startsAt" | "timeZone" | "recurrence">,
  from: number,
): number | null {
  if (recurrence === null) return startsAt >= from ? startsAt : null;
  return nextOccurrence({ ...happeningOf(startsAt, timeZone, recurrence), after: from - 1 });
}
