import { Conflict, ValidationFailed } from "../../errors.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import {
  type CalendarEvent,
  type EventFields,
  type Events,
  mostEvents,
  type NewEvent,
} from "../../ports/events.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";
import type { Person } from "../access/person-of.ts";
import { wholeSecond } from "../time/whole-second.ts";
import { lastEndOf } from "./last-end-of.ts";
import { readRecurrence } from "./recurrence/read-recurrence.ts";
import { toCreated } from "./to-created.ts";

interface Needs {
  readonly events: Pick<Events, "create">;
  readonly clock: Clock;
  readonly ids: Ids;
}

interface Call {
  readonly person: Person;
  readonly fields: Partial<NewEvent["fields"]> & Pick<NewEvent["fields"], "title" | "startsAt">;
  readonly idempotency: IdempotencyClaim | null;
}

const unsaid = { notes: null, location: null, endsAt: null, timeZone: null, recurrence: null };
/** Where most people are taken to be who have not said. */
const firstGuess = "UTC";
const mostTries = 3;

/** Creates an event, in the person's zone where it names none; `startsAt` and `endsAt` are instants. */
export async function createEvent(ports: Needs, call: Call): Promise<CalendarEvent> {
  const { person, idempotency } = call;
  const given = { ...unsaid, ...call.fields };
  const recurrence = given.recurrence === null ? null : readRecurrence(given.recurrence, "recurrence");
  const fields = { ...given, recurrence, ...(recurrence !== null && toSeconds(given)) };
  if (fields.endsAt !== null && fields.endsAt < fields.startsAt) throw reversed();

  const creation = { id: ports.ids.next(), person, fields, idempotency, now: ports.clock.now() };
  let guess = fields.timeZone ?? firstGuess;
  for (let tries = 0; tries < mostTries; tries++) {
    const lastEndsAt = lastEndOf(fields, guess);
    const goesByZone = recurrence !== null && lastEndsAt !== null && fields.timeZone === null;
    const created = await ports.events.create({
      ...creation,
      lastEndsAt,
      zone: goesByZone ? guess : null,
    });
    if (created.outcome !== "elsewhere")
      return toCreated(created, person, { what: "event", most: mostEvents });
    guess = created.zone;
  }
  throw new Conflict("the person's time zone is changing; try again", 1);
}

function toSeconds({ startsAt, endsAt }: Pick<EventFields, "startsAt" | "endsAt">) {
  return { startsAt: wholeSecond(startsAt), endsAt: endsAt === null ? null : wholeSecond(endsAt) };
}

export function reversed(): ValidationFailed {
  return ValidationFailed.at("ends_at", "must not lie before starts_at");
}
