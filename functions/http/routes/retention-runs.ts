import { actFor } from "#shared/domain/access/act-for.ts";
import { getRun } from "#shared/domain/retention/get-run.ts";
import type { RetentionRun } from "#shared/ports/retention.ts";
import { encodeCursor } from "#shared/wire/http/page.ts";
import {
  getRetentionRunContract,
  listRetentionRunsContract,
  runRetentionContract,
} from "#shared/wire/http/retention.ts";
import { route } from "../route.ts";
import { toInstant } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

// Seldom asked for: a cold start does without.
const starting = () => import("#shared/domain/retention/start-run.ts");
const trying = () => import("#shared/domain/retention/try-run.ts");

export const runRetentionRoute = route(runRetentionContract, async (call) => {
  const { caller, body, query, idempotency, requestId } = call;
  const actor = actFor(caller, toNamed(query), toNamed(body));
  const everyTenant = (caller.tenantId ?? query.tenant_id ?? body.tenant_id) === undefined;
  const asked = { actor, everyTenant, idempotency, requestId };
  const tenant_id = everyTenant ? null : actor.tenantId;
  const tenant = everyTenant ? {} : { tenantId: actor.tenantId };
  if (body.dry_run) {
    return { status: 200, body: toResponse(await (await trying()).tryRun(call.ports, asked)), ...tenant };
  }
  const run_id = await (await starting()).startRun(call.ports, asked);
  return { status: 202, body: { run_id, dry_run: false, tenant_id }, ...tenant };
});

export const getRetentionRunRoute = route(
  getRetentionRunContract,
  async ({ caller, query, params, ports }) => {
    actFor(caller, toNamed(query));
    const tenantId = caller.tenantId ?? query.tenant_id ?? null;
    const run = await getRun(ports, { tenantId, id: params.id });
    return { status: 200, body: toResponse(run), ...(run.tenantId !== null && { tenantId: run.tenantId }) };
  },
);

export const listRetentionRunsRoute = route(listRetentionRunsContract, async ({ caller, query, ports }) => {
  actFor(caller, toNamed(query));
  const tenantId = caller.tenantId ?? query.tenant_id ?? null;
  const page = await ports.retentionRuns.list({ tenantId, limit: query.limit, after: query.cursor ?? null });
  const body = { items: page.items.map(toResponse), next_cursor: encodeCursor(page.next) };
  return { status: 200, body, ...(tenantId !== null && { tenantId }) };
});

function toResponse(run: RetentionRun) {
  return {
    run_id: run.id,
    tenant_id: run.tenantId,
    dry_run: run.dryRun,
    trigger: run.requestedBy === null ? "nightly" : "request",
    requested_by: run.requestedBy,
    status: run.finishedAt !== null ? "done" : run.startedAt !== null ? "running" : "waiting",
    archived: run.archived,
    deleted: run.deleted,
    archive_before: toInstant(run.archiveBefore),
    delete_before: toInstant(run.deleteBefore),
    ...(run.tenants !== null && { tenants: run.tenants }),
    created_at: toInstant(run.createdAt),
    started_at: toInstant(run.startedAt),
    finished_at: toInstant(run.finishedAt),
  };
}
