import { ValidationFailed } from "../../errors.ts";
import type { RetentionRun, RetentionWork } from "../../ports/retention.ts";
import { beginPart } from "./begin-part.ts";
import { type BeginNeeds, beginRun, claimRunId, type RunCall } from "./begin-run.ts";
import { getRun } from "./get-run.ts";
import { walkTenants } from "./walk-tenants.ts";

interface Needs extends BeginNeeds {
  readonly retentionWork: RetentionWork;
}

/** A caller waits for this, and no longer. */
const walk = { pageSize: 10, budgetMs: 20_000 };

/** A dry run: counts what a run would do at this moment. It leaves its record and changes nothing else. */
export async function tryRun(ports: Needs, call: RunCall): Promise<RetentionRun> {
  const id = await claimRunId(ports, call);
  if (!call.everyTenant) return await beginRun(ports, call, { id, dryRun: true });
  const { callerId: requestedBy } = call.actor;
  await ports.retentionRuns.beginForAll({ id, requestedBy, dryRun: true, now: ports.clock.now() });
  const isWalked = await walkTenants(ports, {
    ...walk,
    runId: id,
    visit: ({ tenantIds }) =>
      Promise.all(
        tenantIds.map((tenantId) => beginPart(ports, { parentId: id, tenantId, requestedBy, dryRun: true })),
      ),
  });
  if (!isWalked)
    throw ValidationFailed.at("tenant_id", "must be named: there are too many tenants to count at once");
  return await getRun(ports, { tenantId: null, id });
}
