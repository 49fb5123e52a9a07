import type { Learner } from "./learning.ts";
import type { Role } from "./messages.ts";
import type { StateLine, UserState } from "./user-states.ts";

export interface SessionWork {
  readonly tenantId: string;
  readonly sessionId: string;
}

export type EndedIdle =
  /** Now or before. Whether a job is left that learns from what was said. */
  | { readonly outcome: "ended"; readonly ownerId: string; readonly learns: boolean }
  | { readonly outcome: "active"; readonly lastActiveAt: number }
  | { readonly outcome: "gone" };

export interface SessionMessage {
  readonly id: string;
  readonly turnId: string;
  readonly role: Role;
  readonly name: string | null;
  readonly content: string;
  readonly createdAt: number;
}

/** A session that has ended, with all that settling it takes. */
export interface EndedSession {
  readonly conversationId: string;
  readonly clientConversationId: string;
  readonly learner: Omit<Learner, "epoch" | "userId"> & { readonly userId: string };
  /** Whether anything may be learnt of what is said in it. */
  readonly learns: boolean;
  /** When it was settled; null where it is still to be. */
  readonly settledAt: number | null;
  /** Whether a job waits for it: then its person's devices may not have heard. */
  readonly waits: boolean;
  /** Whether a turn of it still runs. */
  readonly isRunning: boolean;
  /** Of the conversation. */
  readonly title: string | null;
  readonly summary: string | null;
  /** The newest, oldest first, without what signalled danger or tried to plant something. */
  readonly messages: readonly SessionMessage[];
  /** Of the session before in the conversation. */
  readonly summaryBefore: string | null;
  readonly state: UserState;
}

/** A line that a session adds. */
export type AddedLine = Pick<StateLine, "id" | "part" | "content" | "type" | "sourceMessageIds">;

export interface SettleSession extends SessionWork {
  readonly conversationId: string;
  readonly ownerId: string;
  readonly userId: string;
  /** Set where the conversation has none. */
  readonly title: string | null;
  readonly summary: string | null;
  /** The summary as a memory; null where there is none to be. */
  readonly memory: {
    readonly id: string;
    readonly versionId: string;
    /** The summary, with the day of which it is an account. */
    readonly content: string;
    readonly textHash: string;
    readonly importance: number;
    readonly sourceMessageIds: readonly string[];
  } | null;
  /** Null where nothing changes. */
  readonly state: {
    /** By which it was decided. */
    readonly version: number;
    readonly added: readonly AddedLine[];
    readonly removedIds: readonly string[];
  } | null;
  /** The embedding model. */
  readonly model: string;
  /** Of the job that embeds the summary. */
  readonly embedOutboxId: string;
  readonly requestId: string;
  readonly now: number;
}

export type SettledSession =
  | {
      readonly outcome: "settled";
      /** The conversation's, from now on. */
      readonly title: string | null;
      /** Whether the summary is to be embedded. */
      readonly leavesEmbedding: boolean;
    }
  /** The person's state has changed since it was read: decide anew. */
  | { readonly outcome: "stale" }
  /** Somebody else settled it, or it was erased: nothing was written. */
  | { readonly outcome: "gone" };

/** What becomes of sessions when nobody talks any more; every call is one round trip. */
export interface Sessions {
  /** Ends it unless something was said since, or a turn that began lately still runs. */
  endIdle(
    work: SessionWork & {
      readonly idleSince: number;
      readonly runningSince: number;
      readonly requestId: string;
      readonly now: number;
    },
  ): Promise<EndedIdle>;
  /** Null where there is none, or it has not ended. */
  read(
    work: SessionWork & {
      readonly most: { readonly messages: number; readonly characters: number };
      readonly runningSince: number;
    },
  ): Promise<EndedSession | null>;
  /** Writes all of it or nothing. The job stays until the person's devices have heard: see `finish`. */
  settle(work: SettleSession): Promise<SettledSession>;
  /** Takes the job out of the outbox. */
  finish(work: SessionWork): Promise<void>;
  /** Gives the job up: it is listed with its reason, and the session can still be settled. Twice is once. */
  fail(
    work: SessionWork & {
      readonly reason: "given_up" | "refused" | "unreadable";
      readonly attempts: number;
      readonly requestId: string;
      readonly now: number;
    },
  ): Promise<void>;
}
