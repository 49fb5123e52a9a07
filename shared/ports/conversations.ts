import type { MemoryType } from "./memories.ts";
import type { IdempotencyClaim, Role } from "./messages.ts";
import type { Page, PageRequest } from "./page.ts";
import type { MessageStatus, UsedTool } from "./turns.ts";
import type { ActingUser } from "./users.ts";

export interface Conversation {
  readonly clientId: string;
  readonly title: string | null;
  /** Whether facts are drawn from it; null leaves it to the tenant and the door. */
  readonly extraction: boolean | null;
  readonly createdAt: number;
  /** Of its newest message; of its beginning where it has none. */
  readonly lastActiveAt: number;
  readonly messageCount: number;
}

export interface ConversationMessage {
  readonly id: string;
  readonly turnId: string | null;
  readonly clientMessageId: string | null;
  readonly role: Role;
  readonly name: string | null;
  readonly content: string;
  readonly metadata: Record<string, unknown>;
  readonly importance: number;
  readonly toolCalls: readonly UsedTool[];
  readonly status: MessageStatus;
  /** It tried to plant an instruction: nothing is learnt from it. */
  readonly flagged: boolean;
  readonly createdAt: number;
}

export type SessionEnd = "idle" | "reset" | "request" | "full";

export interface Session {
  readonly id: string;
  readonly startedAt: number;
  readonly lastActiveAt: number;
  readonly endedAt: number | null;
  readonly endReason: SessionEnd | null;
  readonly messageCount: number;
  /** Null until it is settled, and where nothing is to be said of it. */
  readonly summary: string | null;
}

/** The last session of a conversation, after the call that ended it. */
export interface LastSession {
  readonly sessionId: string;
  readonly summary: string | null;
  /** Whether all is done that its end leaves. */
  readonly isSettled: boolean;
}

export interface CalledEnd {
  readonly conversationId: string;
  readonly title: string | null;
  /** The one whose jobs the call left: that was open, or whose settling was given up. Null where there is none. */
  readonly ended: {
    readonly sessionId: string;
    /** Whether a job is left that learns from what was said. */
    readonly learns: boolean;
  } | null;
  /** Null where there never was one. */
  readonly last: LastSession | null;
}

export interface ConversationChange {
  readonly title?: string | null;
  readonly extraction?: boolean | null;
}

/** A message that was said elsewhere. */
export interface ImportedMessage {
  readonly id: string;
  readonly role: Role;
  readonly name: string | null;
  readonly content: string;
  readonly metadata: Record<string, unknown>;
  readonly importance: number;
  readonly toolCalls: readonly UsedTool[];
  readonly status: MessageStatus;
  readonly textHash: string;
  readonly createdAt: number;
}

export interface ImportConversation {
  readonly person: ActingUser;
  readonly conversationId: string;
  readonly clientId: string;
  readonly title: string | null;
  readonly extraction: boolean | null;
  readonly createdAt: number;
  readonly messages: readonly ImportedMessage[];
  /** The embedding model. */
  readonly model: string;
  /** One job for each hundred messages. */
  readonly outboxIds: readonly string[];
  readonly requestId: string;
  readonly idempotency: IdempotencyClaim | null;
  readonly now: number;
}

export type Imported =
  | {
      readonly outcome: "stored";
      readonly jobs: readonly { readonly id: string; readonly messageIds: readonly string[] }[];
      /** Whether enough waits to be learnt from at once. */
      readonly learns: boolean;
    }
  /** "repeated": as it was the first time. "taken": there is a conversation of this name already. */
  | { readonly outcome: "repeated" | "mismatch" | "taken" | "tenant_unknown" };

/** How a conversation without a title begins, and what may not be kept of its person. */
export interface Untitled {
  readonly said: readonly { readonly role: Role; readonly content: string }[];
  readonly refusedTypes: readonly MemoryType[];
}

/** A person's conversations by the client's names; every call is one round trip. What is not theirs is not there. */
export interface Conversations {
  /** The one that something was last said in first. */
  list(person: ActingUser, page: PageRequest): Promise<Page<Conversation>>;
  find(person: ActingUser, clientId: string): Promise<Conversation | null>;
  change(person: ActingUser, clientId: string, change: ConversationChange): Promise<Conversation | null>;
  /** With its messages, sessions, turns, and the memories that rest on nothing else; whether it was there. */
  erase(person: ActingUser, conversationId: string): Promise<boolean>;
  /** Oldest first; null where there is no such conversation. */
  messages(
    person: ActingUser,
    clientId: string,
    page: PageRequest,
  ): Promise<Page<ConversationMessage> | null>;
  /** Newest first; null where there is no such conversation. */
  sessions(person: ActingUser, clientId: string, page: PageRequest): Promise<Page<Session> | null>;
  /**
   * Ends the open session, and leaves the jobs that its end leaves. A repeat under one key ends none that began since,
   * and tells of the first one's. Null where there is no such conversation.
   */
  endSession(
    person: ActingUser,
    clientId: string,
    call: {
      readonly requestId: string;
      readonly now: number;
      readonly idempotency: IdempotencyClaim | null;
      /** Of the session that is made of what came by the API since the last one. */
      readonly newSessionId: string;
    },
  ): Promise<CalledEnd | "mismatch" | null>;
  /** As an end without a key, and keeps what was said before out of every later prompt. */
  reset(
    person: ActingUser,
    clientId: string,
    call: { readonly requestId: string; readonly now: number },
  ): Promise<CalledEnd | null>;
  /** The title of a conversation, and what became of one of its sessions; null where it is gone. */
  findSummary(
    person: ActingUser,
    sessionId: string,
  ): Promise<(LastSession & { readonly title: string | null }) | null>;
  /** All or none. */
  import(conversation: ImportConversation): Promise<Imported>;
  /** What a title is found by; null where there is no such conversation, or it has a title already. */
  findUntitled(work: {
    readonly tenantId: string;
    readonly conversationId: string;
  }): Promise<Untitled | null>;
  /** Sets it unless there is one, and takes the job out of the outbox. */
  setTitle(work: {
    readonly tenantId: string;
    readonly conversationId: string;
    readonly title: string | null;
    readonly outboxId: string;
  }): Promise<void>;
}
