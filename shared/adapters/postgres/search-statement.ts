import { NeonDbError } from "@neondatabase/serverless";
import type { Actor } from "../../ports/actor.ts";
import type { MemoryType } from "../../ports/memories.ts";
import type { Found, MemoryMatch, MemoryQuery } from "../../ports/memory-index.ts";
import type { Role } from "../../ports/messages.ts";
import type { Statement } from "./database.ts";
import { toIso } from "./instants.ts";
import { ownerFilter } from "./postgres-messages.ts";
import searchOwner from "./search-owner.sql";
import searchTenant from "./search-tenant.sql";
import { toUnits } from "./to-units.ts";

export interface MatchRow {
  id: string;
  kind: "message" | "memory";
  conversation_id: string;
  role: Role;
  name: string | null;
  type: MemoryType;
  source_message_ids: string[];
  content: string;
  metadata: Record<string, unknown>;
  created_at: Date;
  /** Of memories alone. */
  said_at: Date | null;
  score: number;
  vector: number;
  lexical: number;
  context: number;
  similarity: number;
  importance: number;
  decay: number;
  weights: [number, number, number];
}

/** A search of a whole tenant says in each row how it went, and in one without a match where it found nothing. */
export type FoundRow =
  | (MatchRow & { approximate?: boolean })
  | ({ [column in keyof MatchRow]: null } & { approximate: boolean });

const noSuchTenant = "P0002";

/** One search, as an actor may do it. */
export function searchStatement(actor: Actor, query: MemoryQuery): Statement {
  return { text: ownerFilter(actor) === null ? searchTenant : searchOwner, values: valuesOf(actor, query) };
}

/** Whether a search failed because there is no such tenant. */
export function lacksTenant(error: unknown): boolean {
  return error instanceof NeonDbError && error.code === noSuchTenant;
}

function valuesOf(actor: Actor, query: MemoryQuery): unknown[] {
  const { weights, namedTimes } = query;
  return [
    actor.tenantId,
    ownerFilter(actor),
    query.text,
    query.vector === null ? null : toUnits(query.vector),
    query.model,
    query.topK,
    query.minSimilarity,
    [weights.similarity ?? null, weights.importance ?? null, weights.decay ?? null],
    toIso(query.asOf),
    query.looksBack,
    query.wantsMessages,
    query.wantsMemories,
    query.clientConversationId,
    query.roles,
    query.types,
    query.statuses,
    toIso(query.since),
    toIso(query.until),
    query.metadata === null ? null : JSON.stringify(query.metadata),
    namedTimes.map(({ from }) => toIso(from)),
    namedTimes.map(({ to }) => toIso(to)),
  ];
}

export function toFound(rows: readonly FoundRow[]): Found {
  return {
    matches: rows.flatMap((row) => (row.id === null ? [] : toMatch(row))),
    approximate: rows[0]?.approximate ?? false,
  };
}

export function toMatch(row: MatchRow): MemoryMatch {
  const [similarity, importance, decay] = row.weights;
  const found = {
    id: row.id,
    content: row.content,
    metadata: row.metadata,
    createdAt: row.created_at.getTime(),
    score: row.score,
    vector: row.vector,
    lexical: row.lexical,
    context: row.context,
    similarity: row.similarity,
    importance: row.importance,
    decay: row.decay,
    weights: { similarity, importance, decay },
  };
  if (row.kind === "memory") {
    const { type, source_message_ids: sourceMessageIds, said_at } = row;
    return { ...found, kind: "memory", type, sourceMessageIds, saidAt: said_at!.getTime() };
  }
  const { conversation_id: clientConversationId, role, name } = row;
  return { ...found, kind: "message", clientConversationId, role, name };
}
