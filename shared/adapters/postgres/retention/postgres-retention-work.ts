import type { RetentionWork } from "../../../ports/retention.ts";
import type { Database } from "../database.ts";
import beginNight from "./begin-night.sql";
import nextTenants from "./next-tenants.sql";
import noteWalk from "./note-walk.sql";
import takeBatch from "./take-batch.sql";
import workBatch from "./work-batch.sql";

interface BatchRow {
  archived: number;
  deleted: number;
  finished: boolean;
}

interface StepRow {
  requested_by: string | null;
  walked_to: string | null;
  tenant_ids: string[];
}

export function postgresRetentionWork(database: Database): RetentionWork {
  return {
    async workBatch(tenantId, windowSize, now) {
      const [row] = await database.query<BatchRow>(
        { scope: "tenant", tenantId },
        {
          text: workBatch,
          values: [tenantId, new Date(now).toISOString()],
          lock: { text: takeBatch, values: [tenantId, windowSize] },
        },
      );
      if (!row) return null;
      const { archived, deleted, finished } = row;
      return { archived, deleted, finished };
    },

    async beginNight({ id, night, now }) {
      const values = [id, night, new Date(now).toISOString()];
      const rows = await database.query<{ id: string }>({ scope: "system" }, { text: beginNight, values });
      return rows.map((row) => row.id);
    },

    async nextTenants(runId, limit) {
      const [row] = await database.query<StepRow>(
        { scope: "system" },
        { text: nextTenants, values: [runId, limit] },
      );
      if (!row) return null;
      return { requestedBy: row.requested_by, after: row.walked_to, tenantIds: row.tenant_ids };
    },

    async noteWalk({ runId, step, endedAt }) {
      const { after, tenantIds } = step;
      const end = endedAt === null ? null : new Date(endedAt).toISOString();
      const rows = await database.query(
        { scope: "system" },
        { text: noteWalk, values: [runId, after, tenantIds.at(-1) ?? null, tenantIds.length, end] },
      );
      return rows.length > 0;
    },
  };
}
