import { NotFound } from "../../errors.ts";
import type { Delivery } from "../../ports/reminder.ts";
import type { Reminders } from "../../ports/reminders.ts";
import type { Person } from "../access/person-of.ts";

interface Call {
  readonly person: Person;
  readonly id: string;
}

export async function getNotification(
  ports: { readonly reminders: Pick<Reminders, "findDelivery"> },
  { person, id }: Call,
): Promise<Delivery> {
  const delivery = await ports.reminders.findDelivery(person, id);
  if (!delivery) throw new NotFound("notification");
  return delivery;
}
