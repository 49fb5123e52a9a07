import type { Actor } from "../../ports/actor.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { MemoryIndex, MemoryMatch, MemoryQuery, Weights } from "../../ports/memory-index.ts";
import type { QueryVectors } from "../../ports/query-vectors.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { embedQuery } from "./embed-query.ts";

export interface SearchMemory
  extends Pick<
    MemoryQuery,
    "text" | "topK" | "minSimilarity" | "clientConversationId" | "roles" | "since" | "until" | "metadata"
  > {
  readonly actor: Actor;
  readonly asOf: number | undefined;
  readonly weights: Partial<Weights> | undefined;
  readonly kinds: readonly ("message" | "memory")[] | undefined;
  readonly types: readonly string[] | undefined;
}

export interface SearchOutcome {
  readonly matches: readonly MemoryMatch[];
  readonly asOf: number;
  readonly weights: Weights;
  readonly degraded: boolean;
}

interface Needs {
  readonly index: MemoryIndex;
  readonly embedder: Embedder;
  readonly queryVectors: QueryVectors;
  readonly clock: Clock;
  readonly log: WorkLog;
}

const defaultWeights: Weights = { similarity: 0.6, importance: 0.3, decay: 0.1 };
const halfLifeDays = 30;

export async function searchMemory(ports: Needs, call: SearchMemory): Promise<SearchOutcome> {
  const asOf = call.asOf ?? ports.clock.now();
  const weights = normalise({ ...defaultWeights, ...call.weights });
  if (!wantsMessages(call)) return { matches: [], asOf, weights, degraded: false };

  // Without a vector the search goes by keyword alone, and says so.
  const { vector, kept } = await embedQuery(ports, call.text);
  const matches = await ports.index.search(call.actor, {
    text: call.text,
    vector,
    model: ports.embedder.model,
    topK: call.topK,
    minSimilarity: call.minSimilarity,
    weights,
    halfLifeDays,
    asOf,
    looksBack: call.asOf !== undefined,
    clientConversationId: call.clientConversationId,
    roles: call.roles,
    since: call.since,
    until: call.until,
    metadata: call.metadata,
  });
  await kept;
  return { matches, asOf, weights, degraded: vector === null };
}

/** Only memories have a type. */
function wantsMessages(call: SearchMemory): boolean {
  return (call.kinds?.includes("message") ?? true) && call.types === undefined;
}

function normalise({ similarity, importance, decay }: Weights): Weights {
  const sum = similarity + importance + decay;
  const share = (weight: number) => Math.round((weight / sum) * 1e6) / 1e6;
  return { similarity: share(similarity), importance: share(importance), decay: share(decay) };
}
