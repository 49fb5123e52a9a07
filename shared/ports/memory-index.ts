import type { Actor } from "./actor.ts";
import type { MemoryStatus, MemoryType } from "./memories.ts";
import type { Role } from "./messages.ts";

export interface Weights {
  readonly similarity: number;
  readonly importance: number;
  readonly decay: number;
}

/** From an instant to just before another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface MemoryQuery {
  readonly text: string;
  readonly vector: readonly number[] | null;
  readonly model: string;
  readonly topK: number;
  readonly minSimilarity: number;
  /** What is left out is the tenant's, or the app's. */
  readonly weights: Partial<Weights>;
  readonly asOf: number;
  /** Whether asOf is an instant of the past, and not now. */
  readonly looksBack: boolean;
  readonly wantsMessages: boolean;
  readonly wantsMemories: boolean;
  /** The times that the text names. */
  readonly namedTimes: readonly Span[];
  readonly clientConversationId: string | null;
  readonly roles: readonly Role[] | null;
  readonly types: readonly MemoryType[] | null;
  readonly statuses: readonly MemoryStatus[] | null;
  readonly since: number | null;
  readonly until: number | null;
  readonly metadata: Record<string, unknown> | null;
}

interface Match {
  readonly id: string;
  readonly content: string;
  readonly metadata: Record<string, unknown>;
  readonly createdAt: number;
  readonly score: number;
  readonly vector: number;
  readonly lexical: number;
  readonly context: number;
  readonly similarity: number;
  readonly importance: number;
  readonly decay: number;
  readonly weights: Weights;
}

export interface MessageMatch extends Match {
  readonly kind: "message";
  readonly clientConversationId: string;
  readonly role: Role;
  readonly name: string | null;
}

export interface BeliefMatch extends Match {
  readonly kind: "memory";
  readonly type: MemoryType;
  readonly sourceMessageIds: readonly string[];
  /** With the newest of the messages that it rests on, or as it was given where it rests on none. */
  readonly saidAt: number;
}

export type MemoryMatch = MessageMatch | BeliefMatch;

export interface Found {
  /** Best first. */
  readonly matches: readonly MemoryMatch[];
  /** Whether a whole tenant was searched that has more than is all looked at. */
  readonly approximate: boolean;
}

/**
 * Finds what an actor may see, in one round trip. Rejects with NotFound where there is no such tenant,
 * unless the actor may begin it.
 */
export interface MemoryIndex {
  search(actor: Actor, query: MemoryQuery): Promise<Found>;
}
