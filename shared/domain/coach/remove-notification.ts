import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Reminders } from "../../ports/reminders.ts";
import type { Person } from "../access/person-of.ts";
import { type Spreading, spreadChange } from "./spread-change.ts";

interface Needs extends Spreading {
  readonly reminders: Pick<Reminders, "removeDelivery">;
  readonly clock: Clock;
}

interface Call {
  readonly person: Person;
  readonly id: string;
  readonly requestId: string;
}

/** Out of the inbox; whoever takes away what is open has seen it, and every other device is quiet about it. */
export async function removeNotification(ports: Needs, { person, id, requestId }: Call): Promise<void> {
  const now = ports.clock.now();
  const removed = await ports.reminders.removeDelivery({ person, named: { deliveryId: id }, now });
  if (!removed) throw new NotFound("notification");
  const { reminder, closed } = removed;
  await spreadChange(ports, { person, reminderId: reminder.id, closed, requestId, now });
}
