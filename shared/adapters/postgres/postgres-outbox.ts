import type { Outbox } from "../../ports/outbox.ts";
import claimOutbox from "./claim-outbox.sql";
import type { Database } from "./database.ts";

interface EntryRow {
  id: string;
  tenant_id: string;
  queue: string;
  body: { message_ids: string[]; memory_ids?: string[]; request_id: string };
}

export function postgresOutbox(database: Database): Outbox {
  return {
    async claimDue(now, limit) {
      const rows = await database.query<EntryRow>(
        { scope: "system" },
        { text: claimOutbox, values: [new Date(now).toISOString(), limit] },
      );
      return rows.map((row) => ({
        id: row.id,
        tenantId: row.tenant_id,
        queue: row.queue,
        messageIds: row.body.message_ids,
        ...(row.body.memory_ids && { memoryIds: row.body.memory_ids }),
        requestId: row.body.request_id,
      }));
    },

    async hasEntries() {
      const rows = await database.query({ scope: "system" }, { text: "select 1 from outbox limit 1" });
      return rows.length > 0;
    },
  };
}
