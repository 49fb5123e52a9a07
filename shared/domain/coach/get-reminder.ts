import { NotFound } from "../../errors.ts";
import type { Reminder, ReminderKind } from "../../ports/reminder.ts";
import type { Reminders } from "../../ports/reminders.ts";
import type { Person } from "../access/person-of.ts";
import { nameOf } from "./refuse-change.ts";

interface Call {
  readonly person: Person;
  readonly kind: ReminderKind;
  readonly id: string;
}

export async function getReminder(
  ports: { readonly reminders: Pick<Reminders, "find"> },
  { person, kind, id }: Call,
): Promise<Reminder> {
  const reminder = await ports.reminders.find(person, kind, id);
  if (!reminder) throw new NotFound(nameOf(kind));
  return reminder;
}
