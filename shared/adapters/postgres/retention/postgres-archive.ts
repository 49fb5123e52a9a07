import type { Archive, ArchiveQuery } from "../../../ports/archive.ts";
import type { Database } from "../database.ts";
import { toIso } from "../instants.ts";
import { toPage } from "../page-of.ts";
import { type MessageRow, ownerFilter, toMessage } from "../postgres-messages.ts";
import { reachOf } from "../reach-of.ts";
import listArchive from "./list-archive.sql";
import restoreMessage from "./restore-message.sql";

const lockMessage = "select from messages where id = $1::uuid for update";

export function postgresArchive(database: Database): Archive {
  return {
    async list(actor, query, model) {
      const rows = await database.query<MessageRow>(reachOf(actor), {
        text: listArchive,
        values: [actor.tenantId, ownerFilter(actor), model, ...valuesOf(query)],
      });
      return toPage(rows.map(toMessage), query, ({ archivedAt, id }) => `${archivedAt}/${id}`);
    },

    async restore({ actor, id, model, outboxId, requestId, now }) {
      const at = new Date(now).toISOString();
      const [row] = await database.query<MessageRow & { left_job: boolean }>(reachOf(actor), {
        text: restoreMessage,
        values: [actor.tenantId, ownerFilter(actor), id, model, at, outboxId, requestId],
        lock: { text: lockMessage, values: [id] },
      });
      return row ? { message: toMessage(row), leftJob: row.left_job } : null;
    },
  };
}

function valuesOf(query: ArchiveQuery): unknown[] {
  const [ms, id] = query.after?.split("/") ?? [];
  return [
    query.clientConversationId,
    query.roles,
    toIso(query.since),
    toIso(query.until),
    ms === undefined ? null : toIso(Number(ms)),
    id ?? null,
    query.limit + 1,
  ];
}
