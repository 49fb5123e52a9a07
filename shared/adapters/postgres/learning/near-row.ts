import type { NearMemory } from "../../../ports/learning.ts";
import type { MemoryType } from "../../../ports/memories.ts";
import { toMs } from "./stretch-row.ts";

export interface NearRow {
  epoch: number;
  near: NearJson[] | null;
}

interface NearJson {
  /** Where its question stands among them. */
  question: number;
  id: string;
  type: MemoryType;
  content: string;
  text_hash: string;
  importance: number;
  said_at: string;
  valid_from: string | null;
  valid_to: string | null;
  vector: number;
  lexical: number;
  score: number;
}

export function toNear({ epoch, near }: NearRow, questions: number) {
  const byQuestion = Map.groupBy(near ?? [], ({ question }) => question);
  return {
    epoch,
    near: Array.from({ length: questions }, (_, at) => (byQuestion.get(at) ?? []).map(toMemory)),
  };
}

function toMemory(row: NearJson): NearMemory {
  return {
    id: row.id,
    type: row.type,
    content: row.content,
    textHash: row.text_hash,
    importance: row.importance,
    saidAt: Date.parse(row.said_at),
    validFrom: toMs(row.valid_from),
    validTo: toMs(row.valid_to),
    vector: row.vector,
    lexical: row.lexical,
    score: row.score,
  };
}
