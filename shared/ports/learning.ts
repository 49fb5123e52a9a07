import type { EntityType } from "./graph.ts";
import type { MemoryType } from "./memories.ts";
import type { Role } from "./messages.ts";

/** A message that waits to be learnt from, or was said before those. */
export interface StretchMessage {
  readonly id: string;
  readonly role: Role;
  readonly name: string | null;
  readonly content: string;
  readonly createdAt: number;
  /** Said before the stretch: it helps to understand, and nothing rests on it. */
  readonly isContext: boolean;
}

/** Whose words they are, and what may be kept of them. */
export interface Learner {
  readonly tenantId: string;
  readonly ownerId: string;
  /** Null: the tenant itself. */
  readonly userId: string | null;
  readonly name: string | null;
  /** A named zone; null is UTC. */
  readonly timeZone: string | null;
  /** What must not be kept: types that the tenant forbids, and those that lack the person's consent. */
  readonly refusedTypes: readonly MemoryType[];
  /** What was learnt of the owner when this was read: see `write`. */
  readonly epoch: number;
}

export interface Stretch {
  readonly learner: Learner;
  readonly conversationId: string;
  /** Oldest first; those of the stretch alone are taken away by `write`. */
  readonly messages: readonly StretchMessage[];
  /** When the outbox entry was last touched: it goes only if nobody touched it since. */
  readonly touchedAt: number;
}

/** A fact as a client, or the model at a person's word, gave it. */
export interface FactDraft {
  readonly id: string;
  readonly type: MemoryType;
  readonly content: string;
  readonly importance: number;
  readonly validFrom: number | null;
  readonly validTo: number | null;
  readonly metadata: Record<string, unknown>;
  readonly sourceMessageIds: readonly string[];
  readonly createdAt: number;
}

export interface LearntEntity {
  readonly name: string;
  readonly type: EntityType;
}

export interface LearntRelation {
  /** Names of entities; "user" is the person. */
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
}

/** A memory near to a fact, as it is believed now. */
export interface NearMemory {
  readonly id: string;
  readonly type: MemoryType;
  readonly content: string;
  readonly textHash: string;
  readonly importance: number;
  /** With the newest of the messages that it rests on, or as it was given where it rests on none. */
  readonly saidAt: number;
  readonly validFrom: number | null;
  readonly validTo: number | null;
  /** The vectors' cosine; 0 where one is missing. */
  readonly vector: number;
  readonly lexical: number;
  readonly score: number;
}

export interface FactQuestion {
  readonly content: string;
  /** Null where the embedder did not answer: then words decide. */
  readonly vector: readonly number[] | null;
}

/** What becomes of a fact. The memory may be an earlier fact of the same write: they are written in their order. */
export type FactOutcome =
  | { readonly action: "add" }
  /** Said again: importance moves towards 1, the sources are added. */
  | { readonly action: "reinforce"; readonly memoryId: string; readonly note: string }
  /** The world changed: of the two the one that was said earlier is outdated; a new one that is not supersedes the old. */
  | { readonly action: "update"; readonly memoryId: string; readonly note: string }
  /**
   * Known already, and no heavier by that: the sources are added, so that it stays where another of them goes. What
   * rests on none goes on so.
   */
  | { readonly action: "ignore"; readonly memoryId: string };

export interface SettledFact {
  /** The memory's id, where it becomes one; a draft's own id. */
  readonly id: string;
  readonly versionId: string;
  /** Of the version that says that the old memory is outdated, or reinforced. */
  readonly oldVersionId: string;
  readonly type: MemoryType;
  readonly content: string;
  readonly textHash: string;
  readonly importance: number;
  readonly validFrom: number | null;
  readonly validTo: number | null;
  readonly metadata: Record<string, unknown>;
  readonly sourceMessageIds: readonly string[];
  readonly entities: readonly LearntEntity[];
  readonly relations: readonly LearntRelation[];
  /** Stored with it, so that it is found by meaning at once; null leaves that to a job. */
  readonly vector: readonly number[] | null;
  readonly outcome: FactOutcome;
}

export interface LearningWrite {
  readonly learner: Pick<Learner, "tenantId" | "ownerId" | "userId" | "refusedTypes" | "epoch">;
  /** What it was learnt from: a stretch of messages, or drafts. */
  readonly from:
    | {
        readonly kind: "stretch";
        readonly conversationId: string;
        /** Of the stretch: all of them must still wait, or nothing is written. */
        readonly messageIds: readonly string[];
        /** Those among them that tried to plant something. */
        readonly flaggedIds: readonly string[];
        readonly touchedAt: number;
      }
    | {
        readonly kind: "drafts";
        readonly outboxId: string;
        /** One that no fact has the id of is settled without a memory: it may not be kept. */
        readonly draftIds: readonly string[];
      };
  readonly facts: readonly SettledFact[];
  /** The embedding model. */
  readonly model: string;
  /** Of the job that embeds what has no vector. */
  readonly embedOutboxId: string;
  readonly requestId: string;
  readonly now: number;
}

export type LearningWritten =
  | {
      readonly outcome: "stored";
      /** Whether more of the conversation waits. */
      readonly more: boolean;
      /** New memories without a vector, left to the embedding's job. */
      readonly pendingMemoryIds: readonly string[];
    }
  /** Something was learnt of the owner since the epoch was read: decide anew. */
  | { readonly outcome: "stale" }
  /** What may be kept of the owner is not what it was when the learner was read: read anew. */
  | { readonly outcome: "consents_changed" }
  /** What it rests on was learnt from, or erased, meanwhile. */
  | { readonly outcome: "gone" };

/** What is to be learnt from, and what was learnt; every call is one round trip. */
export interface Learning {
  /**
   * The oldest messages of a conversation that wait and are not set aside, up to a number of messages and characters,
   * with a few that were said before. Null where none waits, and the outbox entry is gone then; or where that is gone
   * already.
   */
  readStretch(work: {
    readonly tenantId: string;
    readonly conversationId: string;
    readonly most: { readonly messages: number; readonly characters: number; readonly context: number };
  }): Promise<Stretch | null>;
  /** Drafts that are not settled; null where none is left, and the outbox entry with them. */
  readDrafts(work: {
    readonly tenantId: string;
    readonly outboxId: string;
    readonly draftIds: readonly string[];
  }): Promise<{ readonly learner: Learner; readonly drafts: readonly FactDraft[] } | null>;
  /** The active memories nearest to each fact, best first, and the epoch in which they were seen. */
  nearest(work: {
    readonly learner: Pick<Learner, "tenantId" | "ownerId" | "userId">;
    readonly questions: readonly FactQuestion[];
    readonly model: string;
    readonly most: number;
    readonly now: number;
  }): Promise<{ readonly epoch: number; readonly near: readonly (readonly NearMemory[])[] }>;
  /** Writes all of it or nothing. Twice is once. */
  write(work: LearningWrite): Promise<LearningWritten>;
  /**
   * Gives jobs up: they are listed with their reason, and nothing that waits is lost. The oldest message of a
   * conversation is set aside: no stretch has it, until the job is tried again. Twice is once.
   */
  fail(work: {
    readonly tenantId: string;
    readonly jobs: readonly LearningJob[];
    readonly reason: LearningFailure;
    readonly now: number;
    /** Of one job: they alone are set aside, and it goes on with the rest. */
    readonly messageIds?: readonly string[];
  }): Promise<number>;
}

/** Tried too often; refused by the model; or its answers could not be read. */
export type LearningFailure = "given_up" | "refused" | "unreadable";

export type LearningJob = {
  /** The outbox entry's. */
  readonly id: string;
  readonly tenantId: string;
  readonly requestId: string;
  readonly attempts: number;
} & (
  | { readonly kind: "learn"; readonly conversationId: string }
  | { readonly kind: "settle_facts"; readonly draftIds: readonly string[] }
);
