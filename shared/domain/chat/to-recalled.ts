import type { MemoryMatch } from "../../ports/memory-index.ts";
import type { GraphFact, SessionSummary } from "../../ports/person-knowledge.ts";
import type { RecalledMemory } from "../../ports/turn-frames.ts";
import { sayRelation } from "./describe-knowledge.ts";

export function toRecalled(match: MemoryMatch): RecalledMemory {
  const { id, kind, content, score } = match;
  return { id, kind, type: match.kind === "memory" ? match.type : null, content, score };
}

/** No search found what stands in a prompt for another reason: it has no score. */
const unsearched = { kind: "memory", score: 0 } as const;

export function toRecalledSummary({ id, summary }: SessionSummary): RecalledMemory {
  return { ...unsearched, id, type: "context", content: summary };
}

export function toRecalledFact(fact: GraphFact): RecalledMemory {
  return { ...unsearched, id: fact.memoryId, type: null, content: sayRelation(fact) };
}
