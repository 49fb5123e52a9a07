import type { Clock } from "../../ports/clock.ts";
import type { Reminder, ReminderKind } from "../../ports/reminder.ts";
import type { Reminders } from "../../ports/reminders.ts";
import type { Person } from "../access/person-of.ts";
import { refuseChange } from "./refuse-change.ts";
import { type Spreading, spreadChange } from "./spread-change.ts";

interface Needs extends Spreading {
  readonly reminders: Pick<Reminders, "cancel">;
  readonly clock: Clock;
}

interface Call {
  readonly person: Person;
  readonly kind: ReminderKind;
  readonly id: string;
  /** For which it is meant; null for whichever it is. */
  readonly version: number | null;
  readonly requestId: string;
}

/** Nothing of it fires any more, and every device is quiet about it. Again is the same. */
export async function cancelReminder(ports: Needs, call: Call): Promise<Reminder> {
  const now = ports.clock.now();
  const cancelled = await ports.reminders.cancel({ ...call, now });
  if (cancelled.outcome === "elsewhere") throw new Error("what is cancelled is nowhere else");
  if (cancelled.outcome !== "written") throw refuseChange(cancelled.outcome, call.kind);
  await spreadChange(ports, { ...call, ...cancelled, reminderId: call.id, now });
  return cancelled.reminder;
}
