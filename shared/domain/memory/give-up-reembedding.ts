import type { Clock } from "../../ports/clock.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { Reembedding } from "../../ports/reembedding.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import type { WalkJob } from "./reembed-tenant.ts";

interface Needs {
  readonly reembedding: Pick<Reembedding, "giveUp">;
  readonly embedder: Pick<Embedder, "model">;
  readonly clock: Clock;
  readonly log: WorkLog;
}

/** Keeps a walk as a failed job, to go on where it stands. Safe to repeat. */
export async function giveUpReembedding(
  ports: Needs,
  { id, tenantId, attempts }: WalkJob,
): Promise<{ failed: number }> {
  const { model } = ports.embedder;
  const failed = await ports.reembedding.giveUp({ tenantId, id, model, attempts, now: ports.clock.now() });
  if (failed)
    ports.log.warn("a tenant is not re-embedded: see GET /v1/admin/jobs", {
      tenant_id: tenantId,
      job_id: id,
    });
  return { failed: failed ? 1 : 0 };
}
