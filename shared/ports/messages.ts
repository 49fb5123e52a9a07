import type { Actor } from "./actor.ts";

export type Role = "user" | "assistant" | "system";
export type EmbeddingStatus = "pending" | "ready" | "failed";

export interface NewMessage {
  readonly id: string;
  readonly ownerId: string;
  readonly userId: string | null;
  readonly conversationId: string;
  readonly clientConversationId: string;
  readonly role: Role;
  readonly name: string | null;
  readonly content: string;
  readonly metadata: Record<string, unknown>;
  readonly importance: number;
  readonly textHash: string;
  readonly createdAt: number;
}

export interface StoredMessage {
  readonly id: string;
  readonly clientConversationId: string;
  readonly userId: string | null;
  readonly role: Role;
  readonly name: string | null;
  readonly content: string;
  readonly metadata: Record<string, unknown>;
  readonly importance: number;
  readonly embeddingStatus: EmbeddingStatus;
  /** It tried to plant an instruction: nothing is learnt from it. */
  readonly flagged: boolean;
  readonly createdAt: number;
  /** When retention put it away. */
  readonly archivedAt: number | null;
}

export interface IdempotencyClaim {
  readonly route: string;
  readonly key: string;
  readonly requestHash: string;
}

export interface Append {
  readonly actor: Actor;
  readonly messages: readonly NewMessage[];
  readonly model: string;
  readonly outboxId: string;
  readonly requestId: string;
  readonly now: number;
  readonly idempotency: IdempotencyClaim | null;
}

export type Appended =
  | {
      readonly outcome: "stored";
      readonly pendingIds: readonly string[];
      /** Conversations of which enough waits to be learnt from at once; left out where there is none. */
      readonly learning?: readonly { readonly conversationId: string; readonly ownerId: string }[];
    }
  | { readonly outcome: "repeated"; readonly ids: readonly string[]; readonly pendingIds: readonly string[] }
  | { readonly outcome: "mismatch" }
  | { readonly outcome: "tenant_unknown" };

export interface Messages {
  /** Stores all or none, with the outbox rows of what they leave to do and the answer to a repeat, in one round trip. */
  append(append: Append): Promise<Appended>;
  find(actor: Actor, id: string, model: string): Promise<StoredMessage | null>;
}
