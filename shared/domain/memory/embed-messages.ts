import type { LostJob } from "../../ports/embedding.ts";
import { instantOfId } from "../access/derive-ids.ts";
import { type EmbeddedWork, type EmbeddingNeeds, embedAndNote } from "./embed-and-note.ts";

/** Names messages, and memories with all their versions. */
export interface EmbedJob extends LostJob {
  readonly tenantId: string;
}

/** Embeds what the jobs of one tenant name and has no vector yet. Safe to repeat: what is there is not sent again. */
export async function embedMessages(
  ports: EmbeddingNeeds,
  jobs: readonly EmbedJob[],
  { remainingMs }: { remainingMs: number },
): Promise<EmbeddedWork> {
  const tenantId = jobs[0]?.tenantId;
  if (tenantId === undefined) return { embedded: 0, failed: 0 };
  const startedAt = ports.clock.now();
  const itemIds = jobs.flatMap((job) => [...job.messageIds, ...job.memoryIds]);
  const texts = await ports.embeddings.findUnembedded(tenantId, itemIds, ports.embedder.model);
  const done = await embedAndNote(ports, {
    ...{ tenantId, texts, itemIds },
    outboxIds: jobs.map((job) => job.id),
    jobsOf: () => jobs,
    remainingMs: remainingMs - (ports.clock.now() - startedAt),
  });
  if (done.embedded > 0) noteLag(ports, jobs);
  return done;
}

/** A job's id is as old as the job. */
function noteLag({ tally, clock }: Pick<EmbeddingNeeds, "tally" | "clock">, jobs: readonly EmbedJob[]): void {
  for (const { id } of jobs) {
    tally.observe("aimi_embedding_lag_seconds", {}, clock.now() - instantOfId(id));
  }
}
