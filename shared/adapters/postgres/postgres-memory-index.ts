import { toSql } from "pgvector";
import type { Actor } from "../../ports/actor.ts";
import type { MemoryIndex, MemoryMatch, MemoryQuery } from "../../ports/memory-index.ts";
import type { Role } from "../../ports/messages.ts";
import type { Database } from "./database.ts";
import { ownerFilter } from "./postgres-messages.ts";
import { reachOf } from "./reach-of.ts";
import searchMemory from "./search-memory.sql";

interface MatchRow {
  id: string;
  conversation_id: string;
  role: Role;
  name: string | null;
  content: string;
  metadata: Record<string, unknown>;
  created_at: Date;
  score: number;
  vector: number;
  lexical: number;
  context: number;
  similarity: number;
  importance: number;
  decay: number;
}

export function postgresMemoryIndex(database: Database): MemoryIndex {
  return {
    async search(actor, query) {
      const rows = await database.query<MatchRow>(reachOf(actor), {
        text: searchMemory,
        values: valuesOf(actor, query),
      });
      return rows.map(toMatch);
    },
  };
}

function valuesOf(actor: Actor, query: MemoryQuery): unknown[] {
  return [
    actor.tenantId,
    ownerFilter(actor),
    query.text,
    query.vector === null ? null : toSql([...query.vector]),
    query.model,
    query.vector?.length ?? 0,
    query.topK,
    query.minSimilarity,
    query.weights.similarity,
    query.weights.importance,
    query.weights.decay,
    query.halfLifeDays,
    toInstant(query.asOf),
    query.clientConversationId,
    query.roles,
    toInstant(query.since),
    toInstant(query.until),
    query.metadata === null ? null : JSON.stringify(query.metadata),
    isFiltered(query),
  ];
}

/** Whether the best matches of all may have to give way to others. */
function isFiltered(query: MemoryQuery): boolean {
  const { clientConversationId, roles, since, until, metadata } = query;
  return (
    [clientConversationId, roles, since, until, metadata].some((filter) => filter !== null) || query.looksBack
  );
}

function toInstant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function toMatch({ conversation_id, created_at, ...row }: MatchRow): MemoryMatch {
  return {
    ...row,
    kind: "message",
    clientConversationId: conversation_id,
    createdAt: created_at.getTime(),
  };
}
