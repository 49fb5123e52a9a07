import type { MemoryMatch } from "../../ports/memory-index.ts";
import type { GraphFact, SessionSummary, StateLine } from "../../ports/person-knowledge.ts";
import { dateOf, writeLine } from "./fence-lines.ts";

export function describeMemory(memory: MemoryMatch): string {
  const said = memory.kind === "message" ? { role: memory.role } : { type: memory.type };
  const date = dateOf(saidAtOf(memory));
  return writeLine({ id: memory.id, kind: memory.kind, ...said, date, text: memory.content });
}

export function saidAtOf(memory: MemoryMatch): number {
  return memory.kind === "memory" ? memory.saidAt : memory.createdAt;
}

export function describeState({ part, content, createdAt }: StateLine): string {
  return writeLine({ part, date: dateOf(createdAt), text: content });
}

export function describeSummary({ id, title, summary, endedAt }: SessionSummary): string {
  return writeLine({ id, date: dateOf(endedAt), ...(title !== null && { title }), text: summary });
}

export function describeFact(fact: GraphFact): string {
  return writeLine({ id: fact.memoryId, date: dateOf(fact.since), text: sayRelation(fact) });
}

export function sayRelation({ subject, predicate, object }: GraphFact): string {
  return `${subject} ${predicate.replaceAll("_", " ")} ${object}`;
}
