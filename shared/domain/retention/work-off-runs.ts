import type { Clock } from "../../ports/clock.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { RetentionQueue, RetentionWork } from "../../ports/retention.ts";

interface Needs {
  readonly retentionWork: RetentionWork;
  readonly retentionQueue: RetentionQueue;
  readonly tally: Tally;
  readonly clock: Clock;
}

/** Messages that a batch looks at, of those to put away and of those to delete. */
const defaultWindowSize = 500;
const defaultBudgetMs = 60_000;

/** Finishes a tenant's runs in their order, batch by batch; what the time does not suffice for goes on later. */
export async function workOffRuns(
  ports: Needs,
  { tenantId, requestId }: { tenantId: string; requestId: string },
  { windowSize = defaultWindowSize, budgetMs = defaultBudgetMs } = {},
): Promise<{ archived: number; deleted: number; runs: number }> {
  const endsAt = ports.clock.now() + budgetMs;
  const done = { archived: 0, deleted: 0, runs: 0 };
  for (;;) {
    // Asked once more after the last: a run begun meanwhile found this worker in its way and left it the work.
    const batch = await ports.retentionWork.workBatch(tenantId, windowSize, ports.clock.now());
    if (!batch) return done;
    done.archived += batch.archived;
    done.deleted += batch.deleted;
    if (batch.finished) {
      done.runs++;
      const seconds = Math.floor(ports.clock.now() / 1000);
      ports.tally.report("aimi_retention_last_run_timestamp_seconds", {}, seconds);
    }
    if (ports.clock.now() < endsAt) continue;
    await ports.retentionQueue.send([{ kind: "work_off", tenantId, requestId }]);
    return done;
  }
}
