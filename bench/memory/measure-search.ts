import type { AimiClient } from "./aimi-client.ts";
import type { Mem0 } from "./start-mem0.ts";

/** One system at one size, and what each of its searches took. */
export interface Searched {
  readonly system: "aimi" | "mem0" | "mem0 with HNSW";
  readonly size: number;
  readonly ms: number[];
}

export interface SearchTarget extends Searched {
  search(query: string): Promise<number>;
}

export const topK = 10;
const warmUps = 10;

/**
 * Asks all of one size by turns, beginning with another each time, and then all of the next, as owners of one size have
 * their machine to themselves. No system hears a question twice, whatever the size.
 */
export async function measureSearch(
  targets: readonly SearchTarget[],
  questions: readonly string[],
  searches: number,
): Promise<void> {
  const sizes = [...new Set(targets.map(({ size }) => size))];
  const rounds = searches + warmUps;
  if (rounds * sizes.length > questions.length) {
    throw new Error(
      `${questions.length} questions are too few for ${rounds} searches at ${sizes.length} sizes`,
    );
  }
  for (const [at, size] of sizes.entries()) {
    const asked = questions.slice(at * rounds, (at + 1) * rounds);
    await askByTurns(
      targets.filter((target) => target.size === size),
      asked,
    );
    console.log(`searched ${rounds} times among ${size} messages`);
  }
}

async function askByTurns(targets: readonly SearchTarget[], questions: readonly string[]): Promise<void> {
  for (const [round, question] of questions.entries()) {
    for (let turn = 0; turn < targets.length; turn++) {
      const target = targets[(turn + round) % targets.length]!;
      const ms = await target.search(question);
      if (round >= warmUps) target.ms.push(ms);
    }
  }
}

export function searchAimi(aimi: AimiClient, userId: string) {
  return async (query: string) => {
    const startedAt = performance.now();
    const { results, degraded } = await aimi.post<{ results: unknown[]; degraded?: true }>(
      "/v1/memory/search",
      { query, top_k: topK },
      { "x-user-id": userId },
    );
    const ms = performance.now() - startedAt;
    if (degraded) throw new Error("a search went without its vector");
    if (results.length < topK) throw new Error(`a search found ${results.length} of ${topK}`);
    return ms;
  };
}

export function searchMem0(mem0: Mem0, collection: string, userId: string) {
  return async (query: string) => {
    const { ms, count } = await mem0.ask({ ask: "search", collection, userId, query, topK });
    if (count === 0) throw new Error("mem0 found nothing");
    return ms;
  };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
