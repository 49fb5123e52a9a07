import type { FailedJob, FailedJobs, FailureReason } from "../../ports/failed-jobs.ts";
import type { Database } from "./database.ts";
import listFailedJobs from "./list-failed-jobs.sql";
import { toPage } from "./page-of.ts";
import { type OutboxBody, toEntry } from "./postgres-outbox.ts";
import { reachOfTenant } from "./reach-of-tenant.ts";
import retryJobs from "./retry-jobs.sql";

interface JobRow {
  id: string;
  tenant_id: string;
  queue: string;
  body: OutboxBody;
  reason: FailureReason;
  attempts: number;
  created_at: Date;
  retried_at: Date | null;
}

interface RetriedRow extends JobRow {
  owner_id: string;
  more: boolean;
}

export function postgresFailedJobs(database: Database): FailedJobs {
  return {
    async list({ tenantId, status, after, limit }) {
      const rows = await database.query<JobRow>(reachOfTenant(tenantId), {
        text: listFailedJobs,
        values: [tenantId, status === "retried", after, limit + 1],
      });
      return toPage(rows.map(toFailedJob), { limit }, ({ id }) => id);
    },

    async retry({ tenantId, id, now, callerId }) {
      const values = [tenantId, id, null, new Date(now).toISOString(), 1, callerId];
      const [row] = await database.query<RetriedRow>(reachOfTenant(tenantId), { text: retryJobs, values });
      return row ? { job: toFailedJob(row), entry: toEntry(row) } : null;
    },

    async retryAll({ queue, limit, now, callerId }) {
      const values = [null, null, queue, new Date(now).toISOString(), limit, callerId];
      const rows = await database.query<RetriedRow>(reachOfTenant(null), { text: retryJobs, values });
      return { entries: rows.map(toEntry), more: rows[0]?.more ?? false };
    },
  };
}

function toFailedJob(row: JobRow): FailedJob {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    queue: row.queue,
    kind: row.body.kind ?? "embed_messages",
    messageIds: row.body.message_ids ?? [],
    memoryIds: row.body.memory_ids ?? [],
    ...(row.body.conversation_id && { conversationId: row.body.conversation_id }),
    ...(row.body.draft_ids && { draftIds: row.body.draft_ids }),
    reason: row.reason,
    attempts: row.attempts,
    requestId: row.body.request_id,
    createdAt: row.created_at.getTime(),
    retriedAt: row.retried_at?.getTime() ?? null,
  };
}
