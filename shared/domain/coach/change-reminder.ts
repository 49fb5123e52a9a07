import { Conflict, ValidationFailed } from "../../errors.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Reminder, ReminderKind } from "../../ports/reminder.ts";
import type { ChangeReminder, Reminders } from "../../ports/reminders.ts";
import type { Person } from "../access/person-of.ts";
import { type ReminderDraft, refuseUnknownZone } from "./create-reminder.ts";
import { getReminder } from "./get-reminder.ts";
import { knownZones } from "./known-zones.ts";
import { readRecurrence } from "./recurrence/read-recurrence.ts";
import { refuseChange } from "./refuse-change.ts";
import { type Spreading, spreadChange } from "./spread-change.ts";
import { refusePast, timeReminder } from "./time-reminder.ts";

interface Needs extends Spreading {
  readonly reminders: Pick<Reminders, "find" | "change">;
  readonly clock: Clock;
  readonly ids: Ids;
}

interface Call {
  readonly person: Person;
  readonly kind: ReminderKind;
  readonly id: string;
  /** What is given; null takes a recurrence, a zone or an escalation away, the one under way too. */
  readonly fields: Partial<Omit<ReminderDraft, "kind">>;
  /** For which the change was made; null for whichever it is. */
  readonly version: number | null;
  readonly requestId: string;
}

const mostTries = 3;

/** Sets what is given and leaves the rest: read, computed anew, and written unless somebody else was faster. */
export async function changeReminder(ports: Needs, call: Call): Promise<Reminder> {
  const { person, id, version, requestId } = call;
  const { dueAt: _, recurrence, timeZone, ...rest } = call.fields;
  if (typeof timeZone === "string") refuseUnknownZone(timeZone);
  if (typeof recurrence === "string") readRecurrence(recurrence, "recurrence");
  const plain = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));

  for (let tries = 0; tries < mostTries; tries++) {
    const reminder = await getReminder(ports, call);
    if (version !== null && version !== reminder.version) throw refuseChange("outdated", call.kind);
    if (reminder.status === "cancelled") throw refuseChange("cancelled", call.kind);
    const now = ports.clock.now();
    const { next, ...times } = timesOf(call, reminder, now);
    const changed = await ports.reminders.change({
      ...{ person, id, requestId, now, version: reminder.version, change: { ...plain, ...times.change } },
      ...(next && { next: { ...next, id: ports.ids.next() } }),
    });
    if (changed.outcome === "written") {
      await spreadChange(ports, { person, reminderId: id, ...changed, requestId, now });
      return changed.reminder;
    }
    if (changed.outcome === "elsewhere") knownZones.note(person, changed.zone);
    else if (changed.outcome !== "outdated" || version !== null)
      throw refuseChange(changed.outcome, call.kind);
  }
  throw new Conflict("the reminder is being changed by others; try again", 1);
}

interface NewTimes {
  readonly change?: Pick<ChangeReminder["change"], "startsLocal" | "recurrence" | "timeZone">;
  readonly next?: { readonly dueAt: number; readonly zone: string };
}

function timesOf({ person, fields }: Call, reminder: Reminder, now: number): NewTimes {
  if (fields.dueAt === undefined && fields.recurrence === undefined && fields.timeZone === undefined)
    return {};
  const timeZone = fields.timeZone === undefined ? reminder.timeZone : fields.timeZone;
  const zone = timeZone ?? (reminder.timeZone === null ? reminder.zone : (knownZones.of(person) ?? "UTC"));
  const recurrence = recurrenceOf(fields.recurrence, reminder);
  const isSame = timeZone === reminder.timeZone && recurrence === reminder.recurrence;
  if (fields.dueAt === undefined && isSame) return {};
  if (recurrence === null && reminder.recurrence !== null && fields.dueAt === undefined)
    throw ValidationFailed.at("due_at", "is required where a reminder is to recur no more");
  const dueAt = fields.dueAt ?? reminder.startsLocal;
  const { startsLocal, firstAt } = timeReminder({ dueAt, recurrence, zone, now });
  if (firstAt === null) throw refusePast({ recurrence, zone, now });
  return { change: { startsLocal, recurrence, timeZone }, next: { dueAt: firstAt, zone } };
}

function recurrenceOf(given: string | null | undefined, reminder: Reminder): string | null {
  if (given === undefined) return reminder.recurrence;
  return given === null ? null : readRecurrence(given, "recurrence");
}
