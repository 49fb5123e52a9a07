import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresMemories } from "#shared/adapters/postgres/memories/postgres-memories.ts";
import { postgresEmbeddings } from "#shared/adapters/postgres/postgres-embeddings.ts";
import { postgresFailedJobSweep } from "#shared/adapters/postgres/postgres-failed-job-sweep.ts";
import { postgresFailedJobs } from "#shared/adapters/postgres/postgres-failed-jobs.ts";
import { postgresFinishedWork } from "#shared/adapters/postgres/postgres-finished-work.ts";
import { postgresMemoryIndex } from "#shared/adapters/postgres/postgres-memory-index.ts";
import { postgresMessages } from "#shared/adapters/postgres/postgres-messages.ts";
import { postgresOutbox } from "#shared/adapters/postgres/postgres-outbox.ts";
import { postgresReembedding } from "#shared/adapters/postgres/reembedding/postgres-reembedding.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { Embeddings } from "#shared/ports/embedding.ts";
import type { FailedJobSweep, FailedJobs } from "#shared/ports/failed-jobs.ts";
import type { Memories } from "#shared/ports/memories.ts";
import type { MemoryIndex, MemoryMatch, MemoryQuery } from "#shared/ports/memory-index.ts";
import type { Messages, NewMessage } from "#shared/ports/messages.ts";
import type { FinishedWork, Outbox } from "#shared/ports/outbox.ts";
import type { Reembedding } from "#shared/ports/reembedding.ts";
import { buildAppend, buildMessage, type MessageGiven } from "#test/builders/build-append.ts";
import { fakeEmbeddings } from "#test/fakes/fake-embeddings.ts";
import { fakeFailedJobs } from "#test/fakes/fake-failed-jobs.ts";
import { fakeFinishedWork } from "#test/fakes/fake-finished-work.ts";
import { fakeMemories } from "#test/fakes/fake-memories.ts";
import { fakeMemoryIndex } from "#test/fakes/fake-memory-index.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeMessages } from "#test/fakes/fake-messages.ts";
import { fakeOutbox } from "#test/fakes/fake-outbox.ts";
import { fakeReembedding } from "#test/fakes/fake-reembedding.ts";

export interface OutboxRow {
  readonly id: string;
  readonly messageIds: readonly string[];
  readonly memoryIds?: readonly string[];
  readonly requestId: string;
  readonly dueAt: number;
}

/** What the fakes' store calls the tables. */
const kept = {
  messages: "messages",
  memories: "memories",
  embeddings: "embeddings",
  embedding_failures: "failures",
} as const;

/** The memory ports over one store, and a look into it. */
export interface MemorySubject {
  readonly messages: Messages;
  readonly memories: Memories;
  readonly index: MemoryIndex;
  readonly embeddings: Embeddings;
  readonly outbox: Outbox;
  readonly finishedWork: FinishedWork;
  readonly failedJobs: FailedJobs;
  readonly failedJobSweep: FailedJobSweep;
  readonly reembedding: Reembedding;
  /** As whoever writes a reminder does. */
  leaveReminder(actor: Actor, entry: { readonly id: string; readonly dueAt: number }): Promise<void>;
  /** As learning does where a draft says what is known. */
  settle(actor: Actor, draftId: string, memoryId: string): Promise<void>;
  /** As though it had been sent so often. */
  setAttempts(id: string, attempts: number): Promise<void>;
  outboxOf(tenantId: string): Promise<OutboxRow[]>;
  lastSeenAt(tenantId: string, userId: string): Promise<number | undefined>;
  count(table: keyof typeof kept, tenantId: string): Promise<number>;
}

export function fakeMemory(store = createFakeMemoryStore()): MemorySubject {
  return {
    messages: fakeMessages(store),
    memories: fakeMemories(store),
    index: fakeMemoryIndex(store),
    embeddings: fakeEmbeddings(store),
    outbox: fakeOutbox(store),
    finishedWork: fakeFinishedWork(store),
    failedJobs: fakeFailedJobs(store),
    failedJobSweep: fakeFailedJobs(store),
    reembedding: fakeReembedding(store),
    async leaveReminder({ tenantId }, entry) {
      const job = { ...entry, tenantId, queue: "reminders", messageIds: [], requestId: "r", attempts: 0 };
      store.outbox.set(entry.id, job);
    },
    async settle(_, draftId, memoryId) {
      store.drafts.set(draftId, { ...store.drafts.get(draftId)!, memoryId });
    },
    async setAttempts(id, attempts) {
      store.outbox.set(id, { ...store.outbox.get(id)!, attempts });
    },
    async outboxOf(tenantId) {
      const rows = [...store.outbox.values()].filter((row) => row.tenantId === tenantId);
      return rows.map(({ tenantId: _, queue: __, attempts: ___, ...row }) => row);
    },
    lastSeenAt: async (tenantId, userId) => store.users.get(JSON.stringify([tenantId, userId]))?.lastSeenAt,
    count: async (table, tenantId) =>
      [...store[kept[table]].values()].filter((row) => row.tenantId === tenantId).length,
  };
}

export function postgresMemory(url: string): MemorySubject {
  const database = createDatabase({ url });
  return {
    messages: postgresMessages(database),
    memories: postgresMemories(database),
    index: postgresMemoryIndex(database),
    embeddings: postgresEmbeddings(database),
    outbox: postgresOutbox(database),
    finishedWork: postgresFinishedWork(database),
    failedJobs: postgresFailedJobs(database),
    failedJobSweep: postgresFailedJobSweep(database),
    reembedding: postgresReembedding(database),
    async leaveReminder({ tenantId, ownerId }, { id, dueAt }) {
      const text = `insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
        values ($1, $2, $3, 'reminders', '{"request_id":"r"}', $4, $4)`;
      const values = [id, tenantId, ownerId, new Date(dueAt).toISOString()];
      await database.query({ scope: "tenant", tenantId }, { text, values });
    },
    async settle({ tenantId }, draftId, memoryId) {
      const text = "update fact_drafts set memory_id = $2, settled_at = now(), draft = '{}' where id = $1";
      await database.query({ scope: "tenant", tenantId }, { text, values: [draftId, memoryId] });
    },
    async setAttempts(id, attempts) {
      const text = "update outbox set attempts = $2 where id = $1";
      await database.query({ scope: "system" }, { text, values: [id, attempts] });
    },
    async outboxOf(tenantId) {
      const text = `select id, body -> 'message_ids' as "messageIds", body -> 'memory_ids' as "memoryIds", body ->> 'request_id' as "requestId",
        (extract(epoch from due_at) * 1000)::float8 as "dueAt" from outbox order by id`;
      const rows = await database.query<OutboxRow & { memoryIds: string[] | null }>(
        { scope: "tenant", tenantId },
        { text },
      );
      return rows.map(({ memoryIds, ...row }) => ({ ...row, ...(memoryIds && { memoryIds }) }));
    },
    async lastSeenAt(tenantId, userId) {
      const text = `select (extract(epoch from last_seen_at) * 1000)::float8 as at from users where id = $1`;
      const reach = { scope: "tenant", tenantId } as const;
      return (await database.query<{ at: number }>(reach, { text, values: [userId] }))[0]?.at;
    },
    async count(table, tenantId) {
      const text = `select count(*)::int as count from ${table}`;
      return (await database.query<{ count: number }>({ scope: "tenant", tenantId }, { text }))[0]!.count;
    },
  };
}

export const wholeHistory = { after: null, limit: 100 } as const;

export async function write(
  subject: Pick<MemorySubject, "messages">,
  actor: Actor,
  ...given: readonly MessageGiven[]
): Promise<NewMessage[]> {
  const messages = given.map((each) => buildMessage(actor, each));
  await subject.messages.append(buildAppend(actor, messages));
  return messages;
}

/** What a search finds, however it went. */
export async function findMatches(
  { index }: Pick<MemorySubject, "index">,
  actor: Actor,
  query: MemoryQuery,
): Promise<readonly MemoryMatch[]> {
  return (await index.search(actor, query)).matches;
}

/** Gives a message's text a vector, as the worker does. */
export async function embed(
  subject: Pick<MemorySubject, "embeddings">,
  actor: Actor,
  message: NewMessage,
  vector: readonly number[],
  model = "fake-embedding",
): Promise<void> {
  await subject.embeddings.finish({
    tenantId: actor.tenantId,
    model,
    dimensions: vector.length,
    itemIds: [message.id],
    embeddings: [{ ownerId: message.ownerId, textHash: message.textHash, vector }],
    outboxIds: [],
    now: Date.now(),
  });
}
