import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Reminder } from "../../ports/reminder.ts";
import type { Reminders } from "../../ports/reminders.ts";
import type { Person } from "../access/person-of.ts";
import { type Spreading, spreadChange } from "./spread-change.ts";

interface Needs extends Spreading {
  readonly reminders: Pick<Reminders, "acknowledge">;
  readonly clock: Clock;
}

interface Call {
  readonly person: Person;
  readonly id: string;
  readonly requestId: string;
}

/** The person has seen it: it is told no more, and every other device is quiet about it. Again is the same. */
export async function acknowledgeReminder(ports: Needs, { person, id, requestId }: Call): Promise<Reminder> {
  const now = ports.clock.now();
  const acknowledged = await ports.reminders.acknowledge({ person, named: { id }, now });
  if (!acknowledged) throw new NotFound("reminder");
  const { reminder, closed } = acknowledged;
  await spreadChange(ports, { person, reminderId: reminder.id, closed, requestId, now });
  return reminder;
}
