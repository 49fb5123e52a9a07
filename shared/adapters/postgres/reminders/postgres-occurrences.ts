import type { Claimed, Floating, Moment, Occurrences } from "../../../ports/occurrences.ts";
import type { Delivery, Dropped } from "../../../ports/reminder.ts";
import type { Database, Statement } from "../database.ts";
import listFloating from "./list-floating.sql";
import listOpen from "./list-open.sql";
import listScheduled from "./list-scheduled.sql";
import noteArmed from "./note-armed.sql";
import noteDisarmed from "./note-disarmed.sql";
import noteHeard from "./note-heard.sql";

export function postgresOccurrences(database: Database): Occurrences {
  async function ask<Answer>(tenantId: string, statement: Statement): Promise<Answer[]> {
    const rows = await database.query<{ answer: Answer }>({ scope: "tenant", tenantId }, statement);
    return rows.map(({ answer }) => answer);
  }

  return {
    claim: ({ tenantId, moments, leaseMs, now }) =>
      ask<Claimed>(tenantId, {
        text: "select aimi_claim_reminders($1, $2::jsonb, $3::int, $4::bigint) as answer",
        values: [tenantId, JSON.stringify(moments), leaseMs, now],
      }),

    settle: ({ tenantId, settlements, requestId, now }) =>
      ask<Moment>(tenantId, {
        text: "select aimi_settle_reminders($1, $2::jsonb, $3, $4::bigint) as answer",
        values: [tenantId, JSON.stringify(settlements), requestId, now],
      }),

    armed: ({ tenantId, moments }) =>
      ask<Dropped>(tenantId, { text: noteArmed, values: [JSON.stringify(moments)] }),

    disarmed: ({ tenantId, moments }) =>
      ask<Moment>(tenantId, { text: noteDisarmed, values: [JSON.stringify(moments)] }),

    open: ({ tenantId, ownerId }, limit, after) =>
      ask<Delivery>(tenantId, {
        text: listOpen,
        values: [ownerId, after?.dueAt ?? null, after?.id ?? null, limit],
      }),

    async heard({ tenantId, ownerId }, deliveryIds) {
      await ask(tenantId, { text: noteHeard, values: [ownerId, deliveryIds] });
    },

    floating: ({ tenantId, ownerId }, limit, after) =>
      ask<Floating>(tenantId, { text: listFloating, values: [ownerId, after, limit] }),

    scheduled: ({ tenantId, ownerId }, limit, after) =>
      ask<Moment & { readonly id: string }>(tenantId, {
        text: listScheduled,
        values: [ownerId, after, limit],
      }),
  };
}
