import type { KnownEvent } from "../../ports/person-knowledge.ts";

/** A time of an event that lies ahead, or goes on. */
export type ComingEvent = KnownEvent;

const aheadMs = 7 * 86_400_000;
const mostShown = 8;

/** What a person's calendar has in the next days, the soonest first. */
export async function comingEvents(
  events: readonly KnownEvent[],
  now: number,
): Promise<readonly ComingEvent[]> {
  return events
    .filter(({ startsAt, endsAt }) => (endsAt ?? startsAt) >= now && startsAt < now + aheadMs)
    .toSorted((one, other) => one.startsAt - other.startsAt)
    .slice(0, mostShown);
}
