import type { Actor } from "./actor.ts";
import type { EmbeddingStatus, IdempotencyClaim } from "./messages.ts";

export const memoryTypes = [
  "fact",
  "preference",
  "event",
  "context",
  "personal",
  "activity",
  "plan",
  "health",
  "professional",
] as const;
export type MemoryType = (typeof memoryTypes)[number];
export type MemoryStatus = "active" | "outdated";
export type VersionReason = "created" | "edited" | "feedback" | "superseded" | "reinforced";

/** What a memory says, and may say otherwise in its next version. */
export interface MemoryState {
  readonly type: MemoryType;
  readonly content: string;
  readonly importance: number;
  readonly status: MemoryStatus;
  readonly validFrom: number | null;
  readonly validTo: number | null;
  readonly metadata: Record<string, unknown>;
}

export interface Memory extends MemoryState {
  readonly id: string;
  readonly userId: string | null;
  readonly provenance: "messages" | "client";
  readonly sourceMessageIds: readonly string[];
  readonly supersedes: string | null;
  readonly supersededBy: string | null;
  readonly embeddingStatus: EmbeddingStatus;
  readonly version: number;
  readonly createdAt: number;
  /** When this version began to be believed. */
  readonly updatedAt: number;
  /** It is a draft that is still to be held against what is known; left out once it is a memory. */
  readonly consolidation?: "pending";
}

export interface MemoryVersion extends Memory {
  readonly reason: VersionReason;
  /** Why it came about, in words; null where the reason says it all. */
  readonly note: string | null;
  readonly supersededAt: number | null;
}

export interface NewMemory extends Omit<MemoryState, "status"> {
  readonly id: string;
  readonly provenance: "messages" | "client";
  readonly sourceMessageIds: readonly string[];
  readonly supersedes: string | null;
  readonly textHash: string;
  readonly createdAt: number;
}

/** What every write of a memory carries beside the memory. */
export interface MemoryWrite {
  readonly actor: Actor;
  readonly versionId: string;
  readonly model: string;
  readonly outboxId: string;
  readonly requestId: string;
  readonly now: number;
  readonly idempotency: IdempotencyClaim | null;
}

export interface CreateMemory extends MemoryWrite {
  readonly memory: NewMemory;
  /** The id of the version that says that the replaced memory is outdated. */
  readonly outdatedVersionId: string;
}

/** What it supersedes is told by the memory's own id, though a draft's was given. */
export type Created =
  | { readonly outcome: "stored"; readonly pending: boolean; readonly supersedes: string | null }
  | {
      readonly outcome: "repeated";
      readonly id: string;
      readonly pending: boolean;
      readonly supersedes: string | null;
    }
  | { readonly outcome: "mismatch" }
  | { readonly outcome: "tenant_unknown" }
  | { readonly outcome: "message_unknown"; readonly id: string }
  | { readonly outcome: "memory_unknown" }
  | { readonly outcome: "superseded_already" };

/** A memory that is to be held against what is known before it becomes one. */
export interface ProposeMemory {
  readonly actor: Actor;
  readonly draft: Omit<NewMemory, "provenance" | "supersedes" | "textHash">;
  readonly requestId: string;
  readonly now: number;
  readonly idempotency: IdempotencyClaim | null;
}

export type Proposed =
  | { readonly outcome: "stored" }
  | { readonly outcome: "repeated"; readonly id: string }
  | { readonly outcome: "mismatch" }
  | { readonly outcome: "tenant_unknown" }
  | { readonly outcome: "message_unknown"; readonly id: string }
  /** The tenant forbids the type, or the person's consent is missing. */
  | { readonly outcome: "type_refused" };

export interface ReviseMemory extends MemoryWrite {
  readonly id: string;
  readonly reason: "edited" | "feedback";
  readonly change: Partial<MemoryState> & {
    /** Goes with a new content. */
    readonly textHash?: string;
    /** Moves importance by this share of the way to 0 or 1. */
    readonly nudge?: { readonly towards: 0 | 1; readonly share: number };
  };
}

export type Revised =
  | { readonly outcome: "stored"; readonly memory: Memory }
  | { readonly outcome: "repeated"; readonly memory: Memory }
  | { readonly outcome: "mismatch" }
  | { readonly outcome: "reversed" }
  | { readonly outcome: "unknown" };

export interface MemoryList {
  readonly types: readonly MemoryType[] | null;
  readonly statuses: readonly MemoryStatus[] | null;
  /** The last memory of the page before. */
  readonly after: string | null;
  readonly limit: number;
}

export interface HistoryStretch {
  /** The last version of the page before. */
  readonly after: number | null;
  readonly limit: number;
}

/** What memories are kept in; every call is one round trip. */
export interface Memories {
  /** Stores a memory with its first version, and outdates the one it replaces, which a draft that went into it names, too. */
  create(creation: CreateMemory): Promise<Created>;
  /** Keeps a draft with the job that settles it, whose outbox entry has the draft's id. */
  propose(proposal: ProposeMemory): Promise<Proposed>;
  /** Adds a version under the memory's id; of changes at once each becomes one. */
  revise(revision: ReviseMemory): Promise<Revised>;
  /** A draft's id finds the memory that it went into, or the draft as long as it waits. */
  find(actor: Actor, id: string, model: string): Promise<Memory | null>;
  /** Newest first. */
  list(actor: Actor, list: MemoryList, model: string): Promise<readonly Memory[]>;
  /** Newest first; none where the memory is not there. */
  history(
    actor: Actor,
    id: string,
    stretch: HistoryStretch,
    model: string,
  ): Promise<readonly MemoryVersion[]>;
  /** Takes it away for good, be it a draft that waits; whether it was there. */
  erase(actor: Actor, id: string): Promise<boolean>;
  /** Takes away the messages of the actor's own conversation and the memories that rest on nothing else; how many of them search had. */
  clear(actor: Actor, conversationId: string): Promise<number>;
}
