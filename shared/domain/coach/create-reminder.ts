import { Conflict, IdempotencyMismatch, NotFound, ValidationFailed } from "../../errors.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";
import type { Reminder } from "../../ports/reminder.ts";
import type { NewReminder, Reminders } from "../../ports/reminders.ts";
import type { Person } from "../access/person-of.ts";
import { isKnownZone } from "../time/is-known-zone.ts";
import { knownZones } from "./known-zones.ts";
import { readRecurrence } from "./recurrence/read-recurrence.ts";
import { tooMany } from "./refuse-change.ts";
import { type Spreading, spreadChange } from "./spread-change.ts";
import { refusePast, timeReminder } from "./time-reminder.ts";

export interface ReminderDraft
  extends Pick<Reminder, "kind" | "text">,
    Partial<Pick<Reminder, "channel" | "escalateAfterSeconds" | "clientConversationId">> {
  /** An instant, or what a clock on the wall shows then: 2026-03-28T08:00. */
  readonly dueAt?: number | string | undefined;
  /** Begins then, or now. */
  readonly recurrence?: string | null | undefined;
  /** Without one, what is no bare instant goes by whichever zone the person is in. */
  readonly timeZone?: string | null | undefined;
}

interface Needs extends Spreading {
  readonly reminders: Pick<Reminders, "create">;
  readonly clock: Clock;
  readonly ids: Ids;
}

interface Call {
  readonly person: Person;
  readonly draft: ReminderDraft;
  readonly idempotency: IdempotencyClaim | null;
  readonly requestId: string;
}

/** A person who moves while it is made is met at the second try. */
const mostTries = 3;

export async function createReminder(ports: Needs, { person, draft, ...call }: Call): Promise<Reminder> {
  const { dueAt, timeZone = null } = draft;
  if (timeZone !== null) refuseUnknownZone(timeZone);
  const recurrence = draft.recurrence == null ? null : readRecurrence(draft.recurrence, "recurrence");
  const isHome = timeZone === null;
  // An instant is the same in whichever zone: it is told in the one that the person is in now, and stays there.
  const isBare = typeof dueAt === "number" && recurrence === null && isHome;
  const id = ports.ids.next();
  const firstId = ports.ids.next();

  let zone = timeZone ?? knownZones.of(person) ?? "UTC";
  for (let tries = 0; tries < mostTries; tries++) {
    const now = ports.clock.now();
    const { startsLocal, firstAt } = timeReminder({ dueAt, recurrence, zone, now });
    if (firstAt === null && !isHome && call.idempotency === null) throw refusePast({ recurrence, zone, now });
    const first = firstAt === null ? null : { id: firstId, dueAt: firstAt };
    const times = { recurrence, startsLocal, timeZone: isBare ? zone : timeZone, zone, isHome, first };
    const created = await ports.reminders.create({ ...toNew(draft), ...call, ...times, id, person, now });
    switch (created.outcome) {
      case "elsewhere":
        zone = knownZones.note(person, created.zone);
        continue;
      case "past":
        throw refusePast({ recurrence, zone, now });
      case "mismatch":
        throw new IdempotencyMismatch();
      case "tenant_unknown":
        throw new NotFound(`tenant ${person.tenantId}`);
      case "too_many":
        throw tooMany(draft.kind);
      case "created": {
        const { waiting, reminder } = created;
        const { requestId } = call;
        await spreadChange(ports, { person, reminderId: reminder.id, waiting, requestId, now });
        return reminder;
      }
    }
  }
  throw new Conflict("the person is changing zones; try again", 1);
}

export function refuseUnknownZone(name: string): void {
  if (!isKnownZone(name))
    throw ValidationFailed.at("timezone", "must be an IANA time zone such as Europe/Zurich");
}

function toNew({ kind, text, channel, escalateAfterSeconds, clientConversationId }: ReminderDraft) {
  return {
    kind,
    text,
    channel: channel ?? "auto",
    escalateAfterSeconds: escalateAfterSeconds ?? null,
    clientConversationId: clientConversationId ?? null,
  } satisfies Partial<NewReminder>;
}
