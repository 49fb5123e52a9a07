import type { MemoryQuery } from "#shared/ports/memory-index.ts";

/** A search by keyword for everything there is. */
export function buildQuery(given: Partial<MemoryQuery> = {}): MemoryQuery {
  return {
    text: "python",
    vector: null,
    model: "fake-embedding",
    topK: 100,
    minSimilarity: 0,
    weights: { similarity: 0.6, importance: 0.3, decay: 0.1 },
    asOf: Date.now() + 60_000,
    looksBack: false,
    wantsMessages: true,
    wantsMemories: true,
    namedTimes: [],
    clientConversationId: null,
    roles: null,
    types: null,
    statuses: null,
    since: null,
    until: null,
    metadata: null,
    ...given,
  };
}
