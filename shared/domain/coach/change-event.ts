import { Conflict } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CalendarEvent, ChangedEvent, EventFields, Events } from "../../ports/events.ts";
import type { Person } from "../access/person-of.ts";
import { reversed } from "./create-event.ts";
import { lastEndOf } from "./last-end-of.ts";
import { readRecurrence } from "./recurrence/read-recurrence.ts";
import { toChanged } from "./to-changed.ts";

interface Needs {
  readonly events: Pick<Events, "change">;
  readonly clock: Clock;
}

interface Call {
  readonly person: Person;
  readonly id: string;
  readonly fields: Partial<EventFields>;
  readonly version: number | null;
}

/** A race is over by then, unless somebody makes one of it. */
const mostTries = 5;

/** Sets what is given and leaves the rest. */
export async function changeEvent(ports: Needs, { fields: given, ...call }: Call): Promise<CalendarEvent> {
  const { recurrence } = given;
  const rule = typeof recurrence === "string" ? { recurrence: readRecurrence(recurrence, "recurrence") } : {};
  const fields = { ...given, ...rule };
  for (let tries = 0; tries < mostTries; tries++) {
    const first = await ports.events.change({ ...call, fields, now: ports.clock.now() });
    if (first.outcome !== "recurs") return toEvent(first);
    const { version, timeZone, ...event } = first.thing;
    const lastEndsAt = lastEndOf(event, timeZone);
    const change = { ...call, version, fields, lastEndsAt, now: ports.clock.now() };
    const second = await ports.events.change(change);
    if (second.outcome !== "outdated" || call.version !== null) return toEvent(second);
  }
  throw new Conflict("the event is being changed by others; try again", 1);
}

function toEvent(changed: ChangedEvent): CalendarEvent {
  if (changed.outcome === "reversed") throw reversed();
  return changed.outcome === "recurs" ? changed.thing : toChanged(changed, "event");
}
