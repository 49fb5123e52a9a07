import type { Clock } from "../../ports/clock.ts";
import type { Embedder, Embeddings, NewEmbedding, UnembeddedText } from "../../ports/embedding.ts";
import { batchTexts } from "./batch-texts.ts";

export interface EmbedJob {
  readonly outboxId: string;
  readonly tenantId: string;
  /** Messages, and memories with all their versions. */
  readonly itemIds: readonly string[];
}

interface Needs {
  readonly embeddings: Embeddings;
  readonly embedder: Embedder;
  readonly clock: Clock;
}

const embedDeadlineMs = 20_000;

/** Embeds what the jobs of one tenant name and has no vector yet. Safe to repeat: what is there is not sent again. */
export async function embedMessages(ports: Needs, jobs: readonly EmbedJob[]): Promise<{ embedded: number }> {
  const tenantId = jobs[0]?.tenantId;
  if (tenantId === undefined) return { embedded: 0 };
  const itemIds = jobs.flatMap((job) => job.itemIds);
  const { model, dimensions } = ports.embedder;

  const texts = await ports.embeddings.findUnembedded(tenantId, itemIds, model);
  const embeddings = await embedAll(ports.embedder, texts);
  await ports.embeddings.finish({
    tenantId,
    model,
    dimensions,
    itemIds,
    embeddings,
    outboxIds: jobs.map((job) => job.outboxId),
    now: ports.clock.now(),
  });
  return { embedded: embeddings.length };
}

async function embedAll(embedder: Embedder, texts: readonly UnembeddedText[]): Promise<NewEmbedding[]> {
  const vectors: number[][] = [];
  for (const batch of batchTexts(texts.map(toEmbeddedText))) {
    vectors.push(...(await embedder.embed(batch, { deadlineMs: embedDeadlineMs })));
  }
  return texts.map(({ ownerId, textHash }, index) => ({ ownerId, textHash, vector: vectors[index]! }));
}

function toEmbeddedText({ name, content }: UnembeddedText): string {
  return name === null ? content : `${name}: ${content}`;
}
