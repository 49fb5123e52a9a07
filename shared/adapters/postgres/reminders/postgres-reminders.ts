import { type Delivery, mostCheckIns, mostReminders, type Reminder } from "../../../ports/reminder.ts";
import type {
  AcknowledgedReminder,
  ChangedReminder,
  CreatedReminder,
  Reminders,
  SnoozedReminder,
  WrittenReminder,
} from "../../../ports/reminders.ts";
import type { ActingUser } from "../../../ports/users.ts";
import type { Database } from "../database.ts";
import { toPage } from "../page-of.ts";
import { reachOf } from "../reach-of.ts";
import findDelivery from "./find-delivery.sql";
import listDeliveries from "./list-deliveries.sql";
import listReminders from "./list-reminders.sql";

const caps = { most: mostReminders, mostCheckIns };

interface AnswerRow<Answer> {
  answer: Answer;
}

export function postgresReminders(database: Database): Reminders {
  /** Decided and written by a function of the database, which answers as the port does. */
  async function ask<Answer>(
    name: `${"create" | "change" | "cancel" | "acknowledge" | "snooze"}_reminder` | "remove_delivery",
    call: { readonly person: ActingUser },
  ): Promise<Answer> {
    const statement = {
      text: `select aimi_${name}($1::jsonb) as answer`,
      values: [JSON.stringify(call)],
    };
    const [row] = await database.query<AnswerRow<Answer>>(reachOf(call.person), statement);
    return row!.answer;
  }

  return {
    create: (draft) => ask<CreatedReminder>("create_reminder", { ...draft, ...caps }),

    async find(person, kind, id) {
      const text = `select aimi_tell_reminder(r) as answer from reminders r
        where r.id = $1::uuid and r.owner_id = $2::uuid and r.kind = $3`;
      const statement = { text, values: [id, person.ownerId, kind] };
      const [row] = await database.query<AnswerRow<Reminder>>(reachOf(person), statement);
      return row?.answer ?? null;
    },

    async list(person, { kind, statuses, dueFrom, dueUntil }, page) {
      const times = [dueFrom ?? null, dueUntil ?? null];
      const values = [person.ownerId, kind, statuses ?? null, ...times, page.after, page.limit + 1];
      const rows = await database.query<AnswerRow<Reminder>>(reachOf(person), {
        text: listReminders,
        values,
      });
      return toPage(
        rows.map(({ answer }) => answer),
        page,
        ({ id }) => id,
      );
    },

    change: (call) => ask<ChangedReminder>("change_reminder", { ...call, ...caps }),

    cancel: (call) => ask<ChangedReminder>("cancel_reminder", call),

    acknowledge: (call) => ask<AcknowledgedReminder | null>("acknowledge_reminder", call),

    snooze: (call) => ask<SnoozedReminder | null>("snooze_reminder", call),

    async deliveries(person, { states }, page) {
      const values = [person.ownerId, states ?? null, page.after, page.limit + 1];
      const statement = { text: listDeliveries, values };
      const rows = await database.query<AnswerRow<Delivery>>(reachOf(person), statement);
      return toPage(
        rows.map(({ answer }) => answer),
        page,
        ({ id }) => id,
      );
    },

    async findDelivery(person, id) {
      const statement = { text: findDelivery, values: [id, person.ownerId] };
      const [row] = await database.query<AnswerRow<Delivery>>(reachOf(person), statement);
      return row?.answer ?? null;
    },

    removeDelivery: (call) => ask<WrittenReminder | null>("remove_delivery", call),
  };
}
