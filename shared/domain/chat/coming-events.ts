import type { KnownEvent } from "../../ports/person-knowledge.ts";
import { wallTimeOf } from "../time/wall-clock.ts";

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

async function nextTimeOf(event: KnownEvent, now: number): Promise<ComingEvent | null> {
  const { recurrence, startsAt, endsAt, timeZone: zone } = event;
  if (recurrence === null) return event;
  // Rules take long to load, and most people have no events that recur.
  const { nextOccurrence } = await import("../coach/recurrence/next-occurrence.ts");
  const lastsMs = (endsAt ?? startsAt) - startsAt;
  const startsLocal = new Date(wallTimeOf(startsAt, zone)).toISOString().slice(0, 19);
  const next = nextOccurrence({ recurrence, startsLocal, zone, after: now - lastsMs });
  return next === null ? null : { ...event, startsAt: next, endsAt: endsAt === null ? null : next + lastsMs };
}
