import type { NewRun, NewRunForAll, RetentionRun, RetentionRuns } from "../../../ports/retention.ts";
import type { Database } from "../database.ts";
import { toPage } from "../page-of.ts";
import { reachOfTenant } from "../reach-of-tenant.ts";
import beginRun from "./begin-run.sql";
import beginRunForAll from "./begin-run-for-all.sql";
import claimRun from "./claim-run.sql";
import findRuns from "./find-runs.sql";

interface RunRow {
  id: string;
  tenant_id: string | null;
  requested_by: string | null;
  dry_run: boolean;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  archive_before: Date | null;
  delete_before: Date | null;
  archived: number;
  deleted: number;
  tenants: number | null;
}

type BegunRow = { tenant_known: boolean } & (RunRow | { id: null });

export function postgresRetentionRuns(database: Database): RetentionRuns {
  return {
    async claim({ tenantId, ownerId, callerId, mayProvision }, id, { route, key, requestHash }, now) {
      const at = new Date(now).toISOString();
      const [row] = await database.query<{ request_hash: string; run_id: string }>(
        { scope: "tenant", tenantId },
        {
          text: claimRun,
          values: [tenantId, ownerId, callerId, route, key, requestHash, id, at, mayProvision],
        },
      );
      if (!row) return id;
      return row.request_hash === requestHash ? row.run_id : "mismatch";
    },

    async begin(run) {
      const [row] = await database.query<BegunRow>(reachOfTenant(run.tenantId), {
        text: beginRun,
        values: valuesOf(run),
      });
      if (!row!.tenant_known) return "tenant_unknown";
      return row!.id === null ? "begun_elsewhere" : toRun(row!);
    },

    async beginForAll(run) {
      await database.query(reachOfTenant(null), { text: beginRunForAll, values: valuesOfAll(run) });
    },

    async find(tenantId, id) {
      const values = [tenantId, id, null, 1];
      const [row] = await database.query<RunRow>(reachOfTenant(tenantId), { text: findRuns, values });
      return row ? toRun(row) : null;
    },

    async list({ tenantId, after, limit }) {
      const values = [tenantId, null, after, limit + 1];
      const rows = await database.query<RunRow>(reachOfTenant(tenantId), { text: findRuns, values });
      return toPage(rows.map(toRun), { limit }, ({ id }) => id);
    },
  };
}

function valuesOf(run: NewRun): unknown[] {
  return [
    run.tenantId,
    run.ownerId,
    run.id,
    run.parentId,
    run.requestedBy,
    run.dryRun,
    new Date(run.now).toISOString(),
    JSON.stringify(run.defaultPolicy),
    run.mayProvision,
  ];
}

function valuesOfAll({ id, requestedBy, dryRun, now }: NewRunForAll): unknown[] {
  return [id, requestedBy, dryRun, new Date(now).toISOString()];
}

function toRun(row: RunRow): RetentionRun {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    requestedBy: row.requested_by,
    dryRun: row.dry_run,
    createdAt: row.created_at.getTime(),
    startedAt: row.started_at?.getTime() ?? null,
    finishedAt: row.finished_at?.getTime() ?? null,
    archiveBefore: row.archive_before?.getTime() ?? null,
    deleteBefore: row.delete_before?.getTime() ?? null,
    archived: row.archived,
    deleted: row.deleted,
    tenants: row.tenants,
  };
}
