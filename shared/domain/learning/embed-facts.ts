import type { Clock } from "../../ports/clock.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { cutForEmbedding } from "../memory/batch-texts.ts";
import type { Fact } from "./fact.ts";
import type { Vector } from "./find-candidates.ts";

interface Needs {
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly log: WorkLog;
}

const longestCallMs = 10_000;

/** In one call. Without an answer words decide, and the vectors are left to a job. */
export async function embedFacts(
  { embedder, clock, log }: Needs,
  facts: readonly Fact[],
  until: number,
): Promise<Vector[]> {
  if (facts.length === 0) return [];
  const deadlineMs = Math.max(0, Math.min(longestCallMs, until - clock.now()));
  try {
    const texts = facts.map(({ content }) => cutForEmbedding(content).text);
    const vectors = await embedder.embed(texts, { deadlineMs });
    return facts.map((_, at) => vectors[at] ?? null);
  } catch (error) {
    log.warn("facts not embedded: words alone decide", { error });
    return facts.map(() => null);
  }
}
