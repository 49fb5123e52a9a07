import type { Clock, Ids } from "../../ports/clock.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { RetentionQueue, RetentionRuns, RetentionTask, RetentionWork } from "../../ports/retention.ts";
import { beginPart } from "./begin-part.ts";
import { walkTenants } from "./walk-tenants.ts";
import { workOffRuns } from "./work-off-runs.ts";

interface Needs {
  readonly retentionRuns: RetentionRuns;
  readonly retentionWork: RetentionWork;
  readonly retentionQueue: RetentionQueue;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly ids: Ids;
}

const walk = { pageSize: 100, budgetMs: 60_000 };

/** What a worker does with a task of the queue; again is the same. */
export async function doTask(ports: Needs, task: RetentionTask): Promise<Readonly<Record<string, number>>> {
  switch (task.kind) {
    case "walk_tenants":
      return await handOut(ports, task);
    case "begin_part":
      await beginPart(ports, { ...task, dryRun: false });
      return await workOffRuns(ports, task);
    case "work_off":
      return await workOffRuns(ports, task);
  }
}

/** Each tenant's part becomes a task of its own. */
async function handOut(
  ports: Needs,
  task: Extract<RetentionTask, { kind: "walk_tenants" }>,
): Promise<{ tenants: number }> {
  const { runId, requestId } = task;
  let tenants = 0;
  const isWalked = await walkTenants(ports, {
    ...walk,
    runId,
    async visit({ tenantIds, requestedBy }) {
      const part = { kind: "begin_part", parentId: runId, requestedBy, requestId } as const;
      await ports.retentionQueue.send(tenantIds.map((tenantId) => ({ ...part, tenantId })));
      tenants += tenantIds.length;
    },
  });
  if (!isWalked) await ports.retentionQueue.send([task]);
  return { tenants };
}
