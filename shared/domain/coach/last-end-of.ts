import type { EventFields } from "../../ports/events.ts";
import { happeningOf } from "./happening-of.ts";
import { lastOccurrence } from "./recurrence/last-occurrence.ts";

/** When the last time of an event is over; null: never. */
export function lastEndOf(
  { startsAt, endsAt, recurrence }: Pick<EventFields, "startsAt" | "endsAt" | "recurrence">,
  zone: string,
): number | null {
  if (recurrence === null) return endsAt ?? startsAt;
  const last = lastOccurrence(happeningOf(startsAt, zone, recurrence));
  return last === null ? null : last + (endsAt ?? startsAt) - startsAt;
}
