import type { EmbeddingRefused } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Embedder, Embeddings, LostJob, UnembeddedText } from "../../ports/embedding.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { embedTexts } from "./embed-texts.ts";

export interface EmbeddingNeeds {
  readonly embeddings: Embeddings;
  readonly embedder: Embedder;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly log: WorkLog;
}

export interface EmbeddingWork<Text extends UnembeddedText> {
  readonly tenantId: string;
  readonly texts: readonly Text[];
  readonly itemIds: readonly string[];
  /** What is done with once every text has its vector. */
  readonly outboxIds: readonly string[];
  /** Under which jobs refused texts fail. */
  readonly jobsOf: (refused: readonly Text[]) => readonly LostJob[];
  readonly remainingMs: number;
}

export type EmbeddedWork = Readonly<Record<"embedded" | "failed", number>>;

/** What the answer of a model still has to be written in. */
const timeToWriteMs = 10_000;

/** Embeds texts and keeps what was reached, whatever comes between. What the model refuses fails at once, and alone. */
export async function embedAndNote<Text extends UnembeddedText>(
  ports: EmbeddingNeeds,
  { tenantId, texts, itemIds, outboxIds, jobsOf, remainingMs }: EmbeddingWork<Text>,
): Promise<EmbeddedWork> {
  const { model, dimensions } = ports.embedder;
  const until = ports.clock.now() + remainingMs - timeToWriteMs;
  const { embeddings, refused, mismatch, interruption } = await embedTexts(ports, texts, until);

  const allDone = interruption === null && refused.length === 0;
  if (allDone || embeddings.length > 0) {
    const work = { tenantId, model, dimensions, itemIds, now: ports.clock.now() };
    const written = embeddings.map(({ text: { ownerId, textHash }, vector }) => ({
      ownerId,
      textHash,
      vector,
    }));
    await ports.embeddings.finish({ ...work, embeddings: written, outboxIds: allDone ? outboxIds : [] });
  }
  if (interruption !== null) throw interruption;
  if (allDone) return { embedded: embeddings.length, failed: 0 };

  tellRefusal(ports.log, tenantId, mismatch);
  const reason = mismatch ? "wrong_dimensions" : "refused";
  const lost = { tenantId, model, jobs: jobsOf(refused), texts: refused, reason } as const;
  const failed = await ports.embeddings.fail({ ...lost, now: ports.clock.now() });
  return { embedded: embeddings.length, failed };
}

function tellRefusal(log: WorkLog, tenantId: string, mismatch: EmbeddingRefused | null): void {
  if (mismatch === null) log.warn("texts refused by the embedding model", { tenant_id: tenantId });
  else
    log.warn(
      "vectors of another length: set AIMI_EMBEDDING_DIMENSIONS to what the server gives, deploy, then POST /v1/admin/dlq/memory-jobs/redrive, and POST /v1/admin/reembed if the model is another one",
      { tenant_id: tenantId, error: mismatch },
    );
}
