import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Named, Reminder, Reminders } from "../../ports/reminders.ts";
import type { Person } from "../access/person-of.ts";
import { type Spreading, spreadChange } from "./spread-change.ts";

interface Needs extends Spreading {
  readonly reminders: Pick<Reminders, "acknowledge">;
  readonly clock: Clock;
}

interface Call {
  readonly person: Person;
  readonly named: Named;
  readonly requestId: string;
}

/** The person has seen it: it is told no more, and every other device is quiet about it. Again is the same. */
export async function acknowledgeReminder(
  ports: Needs,
  { person, named, requestId }: Call,
): Promise<Reminder> {
  const now = ports.clock.now();
  const acknowledged = await ports.reminders.acknowledge({ person, named, now });
  if (acknowledged?.outcome !== "written") throw new NotFound(whatIsNamed(named));
  const { reminder, closed } = acknowledged;
  await spreadChange(ports, { person, reminderId: reminder.id, closed, requestId, now });
  return reminder;
}

export function whatIsNamed(named: Named): string {
  return "id" in named ? "reminder" : "notification";
}
