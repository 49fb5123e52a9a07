import type { Clock } from "../../ports/clock.ts";
import type { RetentionWork, WalkStep } from "../../ports/retention.ts";

interface Needs {
  readonly retentionWork: RetentionWork;
  readonly clock: Clock;
}

interface Walk {
  readonly runId: string;
  readonly pageSize: number;
  readonly budgetMs: number;
  /** Safe to repeat: a walk that is cut short does its last step again. */
  visit(step: WalkStep): Promise<unknown>;
}

/** Goes on where a run over all tenants stands, page by page. Whether it came to the end. */
export async function walkTenants(
  ports: Needs,
  { runId, pageSize, budgetMs, visit }: Walk,
): Promise<boolean> {
  const endsAt = ports.clock.now() + budgetMs;
  for (;;) {
    const step = await ports.retentionWork.nextTenants(runId, pageSize);
    if (!step) return true;
    await visit(step);
    const endedAt = step.tenantIds.length < pageSize ? ports.clock.now() : null;
    // Another walk that has gone past this step carries the run on.
    if (!(await ports.retentionWork.noteWalk({ runId, step, endedAt })) || endedAt !== null) return true;
    if (ports.clock.now() >= endsAt) return false;
  }
}
