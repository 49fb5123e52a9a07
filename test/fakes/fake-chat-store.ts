import type { SessionEnd } from "#shared/ports/conversations.ts";
import type { FinishReason, RecalledMemory, TokenUsage } from "#shared/ports/turn-frames.ts";
import type { MessageStatus, UsedTool } from "#shared/ports/turns.ts";
import type { DayUsage } from "#shared/ports/usage.ts";
import { createFakeMemoryStore } from "./fake-memory-store.ts";
import { createFakePeopleStore, type FakePeopleStore } from "./fake-people-store.ts";

export interface KeptConversation {
  readonly id: string;
  readonly tenantId: string;
  readonly ownerId: string;
  readonly clientId: string;
  readonly createdAt: number;
  readonly title: string | null;
  readonly titleBy?: "model" | "client" | null;
  readonly extraction: boolean | null;
  readonly resetAt: number | null;
}

export interface KeptSession {
  readonly id: string;
  readonly tenantId: string;
  readonly ownerId: string;
  readonly conversationId: string;
  readonly startedAt: number;
  readonly lastActiveAt: number;
  readonly endedAt: number | null;
  readonly endReason: SessionEnd | null;
  /** Left out where nobody counted: none. */
  readonly turnCount?: number;
  readonly summary?: string | null;
  readonly settledAt?: number | null;
}

export interface KeptTurn {
  readonly id: string;
  readonly tenantId: string;
  readonly ownerId: string;
  readonly conversationId: string;
  readonly sessionId: string;
  readonly clientMessageId: string;
  readonly userMessageId: string;
  readonly replyMessageId: string | null;
  readonly status: "running" | "done" | "failed";
  readonly attempt: number;
  readonly fence: number;
  readonly care: boolean;
  readonly finishReason: FinishReason | null;
  readonly errorCode: string | null;
  readonly recalled: readonly Omit<RecalledMemory, "content" | "type">[];
  readonly usage: TokenUsage | null;
  readonly outboxId: string;
  readonly acceptedAt: number;
}

/** What a message has beside its words. */
export interface KeptSaying {
  readonly turnId: string | null;
  readonly status: MessageStatus;
  readonly tools: readonly UsedTool[];
}

/** What Postgres would hold of conversations, beside what was said in them. */
export interface FakeChatStore {
  readonly people: FakePeopleStore;
  readonly conversations: Map<string, KeptConversation>;
  readonly sessions: Map<string, KeptSession>;
  readonly turns: Map<string, KeptTurn>;
  /** By message. What is not in it is complete, and of no turn. */
  readonly sayings: Map<string, KeptSaying>;
  readonly usage: Map<string, DayUsage & { readonly tenantId: string }>;
  /** What a tenant answers to whoever is in danger. */
  readonly careAnswers: Map<string, string>;
  /** What a tenant wants learnt of chat; left out is what everybody gets. */
  readonly extractions: Map<string, boolean>;
}

export function createFakeChatStore(
  people: FakePeopleStore = createFakePeopleStore(createFakeMemoryStore()),
): FakeChatStore {
  const { conversations, sessions, turns, sayings } = people.memory;
  return {
    people,
    conversations,
    sessions,
    turns,
    sayings,
    usage: new Map(),
    careAnswers: new Map(),
    extractions: new Map(),
  };
}
