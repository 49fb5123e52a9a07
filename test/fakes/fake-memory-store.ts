import type { FailedJob } from "#shared/ports/failed-jobs.ts";
import type { MemoryState, NewMemory, VersionReason } from "#shared/ports/memories.ts";
import type { EmbeddingStatus, NewMessage } from "#shared/ports/messages.ts";
import type { OutboxEntry } from "#shared/ports/outbox.ts";
import type { UserState } from "#shared/ports/user-states.ts";
import type { KeptConversation, KeptSaying, KeptSession, KeptTurn } from "./fake-chat-store.ts";

export interface KeptMessage extends NewMessage {
  readonly tenantId: string;
  readonly archivedAt: number | null;
  readonly restoredAt: number | null;
  /** Where learning has flagged it. */
  readonly flagged?: boolean;
}

export interface KeptMemory
  extends Pick<NewMemory, "id" | "provenance" | "sourceMessageIds" | "supersedes" | "createdAt"> {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly userId: string | null;
  /** Oldest first; the last is what is believed now. */
  readonly versions: readonly KeptVersion[];
}

export interface KeptVersion extends MemoryState {
  readonly id: string;
  readonly reason: VersionReason;
  readonly textHash: string;
  readonly createdAt: number;
}

export interface KeptUser {
  readonly tenantId: string;
  readonly id: string;
  readonly lastSeenAt: number;
}

export interface KeptEmbedding {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly model: string;
  readonly textHash: string;
  readonly dimensions: number;
  readonly vector: readonly number[];
}

export interface KeptJob extends OutboxEntry {
  readonly dueAt: number;
  readonly attempts: number;
  /** When it was last touched, where that matters. */
  readonly touchedAt?: number;
}

/** What is still to be learnt from. */
export interface KeptUnlearned {
  readonly messageId: string;
  readonly tenantId: string;
  readonly ownerId: string;
  readonly conversationId: string;
  readonly saidAt: number;
  /** Since no answer was to be had for it. */
  readonly setAsideAt?: number;
}

export interface KeptDraft extends Omit<NewMemory, "provenance" | "supersedes" | "textHash"> {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly userId: string | null;
  /** Where it went, once that is known. */
  readonly memoryId?: string;
}

export interface KeptFailure {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly textHash: string;
  readonly model: string;
  readonly jobId: string;
}

export interface KeptAnswer {
  readonly requestHash: string;
  readonly ids: readonly string[];
  readonly pendingIds: readonly string[];
  readonly createdAt: number;
  readonly supersedes?: string | null;
}

/** What Postgres would hold; the fakes of the memory ports share one. */
export interface FakeMemoryStore {
  readonly tenants: Set<string>;
  readonly users: Map<string, KeptUser>;
  readonly conversations: Map<string, KeptConversation>;
  readonly sessions: Map<string, KeptSession>;
  readonly turns: Map<string, KeptTurn>;
  /** By message. What is not in it is complete, and of no turn. */
  readonly sayings: Map<string, KeptSaying>;
  readonly messages: Map<string, KeptMessage>;
  readonly memories: Map<string, KeptMemory>;
  /** What is to be held against what is known, which no fake does. */
  readonly drafts: Map<string, KeptDraft>;
  readonly embeddings: Map<string, KeptEmbedding>;
  readonly outbox: Map<string, KeptJob>;
  readonly unlearned: Map<string, KeptUnlearned>;
  readonly failedJobs: Map<string, FailedJob>;
  readonly failures: Map<string, KeptFailure>;
  readonly answers: Map<string, KeptAnswer>;
  /** By owner. */
  readonly states: Map<string, UserState>;
}

export function createFakeMemoryStore(): FakeMemoryStore {
  return {
    tenants: new Set(["default"]),
    users: new Map(),
    conversations: new Map(),
    sessions: new Map(),
    turns: new Map(),
    sayings: new Map(),
    messages: new Map(),
    memories: new Map(),
    drafts: new Map(),
    embeddings: new Map(),
    outbox: new Map(),
    unlearned: new Map(),
    failedJobs: new Map(),
    failures: new Map(),
    answers: new Map(),
    states: new Map(),
  };
}

export function embeddingKey(embedding: { ownerId: string; model: string; textHash: string }): string {
  return JSON.stringify([embedding.ownerId, embedding.model, embedding.textHash]);
}

export function embeddingStatusOf(
  store: FakeMemoryStore,
  text: { ownerId: string; textHash: string },
  model: string,
): EmbeddingStatus {
  const key = embeddingKey({ ...text, model });
  if (store.embeddings.has(key)) return "ready";
  return store.failures.has(key) ? "failed" : "pending";
}

/** With the newest of the messages that it rests on, or as it was given where it rests on none. */
export function saidAtOf(
  store: FakeMemoryStore,
  memory: Pick<KeptMemory, "sourceMessageIds" | "createdAt">,
): number {
  return newestOf(store, memory.sourceMessageIds) ?? memory.createdAt;
}

export function newestOf({ messages }: FakeMemoryStore, ids: readonly string[]): number | null {
  const said = ids.flatMap((id) => messages.get(id)?.createdAt ?? []);
  return said.length > 0 ? Math.max(...said) : null;
}
