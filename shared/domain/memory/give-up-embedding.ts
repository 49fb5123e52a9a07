import type { Clock } from "../../ports/clock.ts";
import type { Embedder, Embeddings } from "../../ports/embedding.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import type { EmbedJob } from "./embed-messages.ts";

interface Needs {
  readonly embeddings: Pick<Embeddings, "fail">;
  readonly embedder: Pick<Embedder, "model">;
  readonly clock: Clock;
  readonly log: WorkLog;
}

/** Marks what the jobs of one tenant name as failed, but for what got its vector meanwhile. Safe to repeat. */
export async function giveUpEmbedding(ports: Needs, jobs: readonly EmbedJob[]): Promise<{ failed: number }> {
  const tenantId = jobs[0]?.tenantId;
  if (tenantId === undefined) return { failed: 0 };
  const { model } = ports.embedder;
  const work = { tenantId, model, jobs, texts: null, reason: "given_up", now: ports.clock.now() } as const;
  const failed = await ports.embeddings.fail(work);
  if (failed > 0) {
    const ids = jobs.map(({ id }) => id);
    ports.log.warn("jobs given up: see GET /v1/admin/jobs", { tenant_id: tenantId, job_ids: ids, failed });
  }
  return { failed };
}
