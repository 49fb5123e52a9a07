import type { Actor } from "./actor.ts";
import type { Role } from "./messages.ts";

export interface Weights {
  readonly similarity: number;
  readonly importance: number;
  readonly decay: number;
}

export interface MemoryQuery {
  readonly text: string;
  readonly vector: readonly number[] | null;
  readonly model: string;
  readonly topK: number;
  readonly minSimilarity: number;
  readonly weights: Weights;
  readonly halfLifeDays: number;
  readonly asOf: number;
  /** Whether asOf is an instant of the past, and not now. */
  readonly looksBack: boolean;
  readonly clientConversationId: string | null;
  readonly roles: readonly Role[] | null;
  readonly since: number | null;
  readonly until: number | null;
  readonly metadata: Record<string, unknown> | null;
}

export interface MemoryMatch {
  readonly id: string;
  readonly kind: "message";
  readonly clientConversationId: string;
  readonly role: Role;
  readonly name: string | null;
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
}

/** Finds what an actor may see, best first, in one round trip. */
export interface MemoryIndex {
  search(actor: Actor, query: MemoryQuery): Promise<readonly MemoryMatch[]>;
}
