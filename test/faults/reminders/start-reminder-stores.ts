import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresUsers } from "#shared/adapters/postgres/people/postgres-users.ts";
import { postgresFinishedWork } from "#shared/adapters/postgres/postgres-finished-work.ts";
import { postgresOutbox } from "#shared/adapters/postgres/postgres-outbox.ts";
import { postgresCheckInEnds } from "#shared/adapters/postgres/reminders/postgres-check-in-ends.ts";
import { postgresOccurrences } from "#shared/adapters/postgres/reminders/postgres-occurrences.ts";
import { postgresReminders } from "#shared/adapters/postgres/reminders/postgres-reminders.ts";

export interface OccurrenceRow {
  readonly id: string;
  readonly reminderId: string;
  readonly dueAt: number;
  readonly isExtra: boolean;
  readonly state: string;
  readonly isSettled: boolean;
  readonly told: number;
  readonly pushed: number;
  readonly escalations: number;
  readonly escalateAt: number | null;
}

export interface OutboxRow {
  readonly id: string;
  readonly kind: string;
  readonly dueAt: number;
}

export type ReminderStores = ReturnType<typeof startReminderStores>;

/** One tenant in Postgres, by the product's own adapters, and what a check reads of it. */
export function startReminderStores(databaseUrl: string, tenantId: string) {
  const database = createDatabase({ url: databaseUrl });
  const ask = <Row>(text: string) => database.query<Row>({ scope: "tenant", tenantId }, { text });
  return {
    reminders: postgresReminders(database),
    occurrences: postgresOccurrences(database),
    users: postgresUsers(database),
    outbox: postgresOutbox(database),
    finishedWork: postgresFinishedWork(database),
    checkInEnds: postgresCheckInEnds(database),

    occurrenceRows: async () =>
      (
        await ask<{ row: OccurrenceRow }>(
          `select jsonb_build_object('id', id, 'reminderId', reminder_id, 'dueAt', aimi_ms(due_at), 'isExtra', is_extra,
             'state', state, 'isSettled', settled_at is not null, 'told', told, 'pushed', pushed,
             'escalations', escalations, 'escalateAt', aimi_ms(escalate_at)) as row
           from occurrences order by due_at, id`,
        )
      ).map(({ row }) => row),
    outboxRows: async () =>
      (
        await ask<{ row: OutboxRow }>(
          `select jsonb_build_object('id', id, 'kind', body ->> 'kind', 'dueAt', aimi_ms(due_at)) as row
           from outbox order by due_at, id`,
        )
      ).map(({ row }) => row),
    /** The sweep of whoever comes next would take them for its own. */
    clear: () => ask("delete from outbox"),
  };
}
