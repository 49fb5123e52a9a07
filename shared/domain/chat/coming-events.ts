import type { KnownEvent } from "../../ports/person-knowledge.ts";
import { happeningOf } from "../coach/happening-of.ts";

/** A time of an event that lies ahead, or goes on: the next one, where it recurs. */
export type ComingEvent = KnownEvent;

const aheadMs = 7 * 86_400_000;
const mostShown = 8;

/** What a person's calendar has in the next days, the soonest first. */
export async function comingEvents(
  events: readonly KnownEvent[],
  now: number,
): Promise<readonly ComingEvent[]> {
  const times = await Promise.all(events.map((event) => nextTimeOf(event, now)));
  return times
    .filter((event) => event !== null)
    .filter(({ startsAt, endsAt }) => (endsAt ?? startsAt) >= now && startsAt < now + aheadMs)
    .toSorted((one, other) => one.startsAt - other.startsAt)
    .slice(0, mostShown);
}

type Timed = Pick<KnownEvent, "recurrence" | "startsAt" | "endsAt" | "timeZone">;

/** An event that recurs, at its first time that is not over at an instant; null where there is none. */
export async function nextTimeOf<Event extends Timed>(event: Event, now: number): Promise<Event | null> {
  const { recurrence, startsAt, endsAt, timeZone: zone } = event;
  if (recurrence === null) return event;
  // Rules take long to load, and most people have no events that recur.
  const { nextOccurrence } = await import("../coach/recurrence/next-occurrence.ts");
  const lastsMs = (endsAt ?? startsAt) - startsAt;
  const next = nextOccurrence({ ...happeningOf(startsAt, zone, recurrence), after: now - lastsMs });
  return next === null ? null : { ...event, startsAt: next, endsAt: endsAt === null ? null : next + lastsMs };
}
