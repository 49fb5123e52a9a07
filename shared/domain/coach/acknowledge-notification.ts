import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Delivery } from "../../ports/reminder.ts";
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

/**
 * The person has seen it: its reminder is told no more, and every other device is quiet about it. A notification that
 * is closed in another way stays as it is.
 */
export async function acknowledgeNotification(
  ports: Needs,
  { person, id, requestId }: Call,
): Promise<Delivery> {
  const now = ports.clock.now();
  const acknowledged = await ports.reminders.acknowledge({ person, named: { deliveryId: id }, now });
  if (!acknowledged) throw new NotFound("notification");
  const { reminder, closed, delivery } = acknowledged;
  await spreadChange(ports, { person, reminderId: reminder.id, closed, requestId, now });
  return delivery!;
}
