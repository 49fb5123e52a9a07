import { ValidationFailed } from "../../errors.ts";
import type { EventFields } from "../../ports/events.ts";
import { lastInstant } from "../time/last-instant.ts";
import { happeningOf } from "./happening-of.ts";
import { lastOccurrence } from "./recurrence/last-occurrence.ts";

/** No rule has a time after it. */
const endOfRules = Date.UTC(3000, 0, 1);

/** When the last time of an event is over; null: never. */
export function lastEndOf(
  { startsAt, endsAt, recurrence }: Pick<EventFields, "startsAt" | "endsAt" | "recurrence">,
  zone: string,
): number | null {
  if (recurrence === null) return endsAt ?? startsAt;
  const lastsMs = (endsAt ?? startsAt) - startsAt;
  const last = lastOccurrence(happeningOf(startsAt, zone, recurrence));
  if ((last ?? endOfRules) + lastsMs > lastInstant)
    throw ValidationFailed.at("ends_at", "must let each of its times be over by 9999-12-24 in UTC");
  return last === null ? null : last + lastsMs;
}
