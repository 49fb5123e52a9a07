import { createHash } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresConversations } from "#shared/adapters/postgres/conversations/postgres-conversations.ts";
import type { Database } from "#shared/adapters/postgres/database.ts";
import { postgresMemories } from "#shared/adapters/postgres/memories/postgres-memories.ts";
import { postgresApiKeys } from "#shared/adapters/postgres/postgres-api-keys.ts";
import { postgresEmbeddings } from "#shared/adapters/postgres/postgres-embeddings.ts";
import { postgresFailedJobs } from "#shared/adapters/postgres/postgres-failed-jobs.ts";
import { postgresKeyRegister } from "#shared/adapters/postgres/postgres-key-register.ts";
import { postgresMemoryIndex } from "#shared/adapters/postgres/postgres-memory-index.ts";
import { postgresMessages } from "#shared/adapters/postgres/postgres-messages.ts";
import { postgresOutbox } from "#shared/adapters/postgres/postgres-outbox.ts";
import { postgresTenants } from "#shared/adapters/postgres/postgres-tenants.ts";
import { postgresReembedding } from "#shared/adapters/postgres/reembedding/postgres-reembedding.ts";
import { postgresSessions } from "#shared/adapters/postgres/sessions/postgres-sessions.ts";
import { postgresUserStates } from "#shared/adapters/postgres/user-states/postgres-user-states.ts";
import type { WalkStage } from "#shared/ports/reembedding.ts";
import type { SettleSession } from "#shared/ports/sessions.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { buildImport } from "#test/builders/build-import.ts";
import { buildCreation, buildMemory, buildWrite } from "#test/builders/build-memory.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { askAs } from "./ask-as.ts";
import { explain, readsWhole } from "./explain.ts";
import { fillTenant, md5Id } from "./fill-tenant.ts";
import { wholeHistory } from "./memory-subject.ts";
import { reads } from "./reads.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";

const model = "fake-embedding";
const messagesOfTenant = 2_000;
const tenant = buildActor({ tenantId: "acme" });
const anna = buildActor({ tenantId: "acme", userId: "user-1" });
const messages = Array.from({ length: 20 }, (_, at) => buildMessage(anna, { content: `text ${at}` }));
const messageIds = messages.map(({ id }) => id);
const vector = new Array<number>(64).fill(0.5);
const query = buildQuery({ text: "word1 word17", vector, topK: 5 });

/** Besides those that are filled: tenants that have little more than keys. */
const manyTenants = `do $$ declare home text; begin
  foreach home in array array(select 'acme' union select 'empty-' || at from generate_series(1, 600) as at) loop
    perform set_config('aimi.tenant', home, true), set_config('aimi.scope', 'tenant', true);
    insert into tenants (id, name, created_at) values (home, 'T', now()) on conflict do nothing;
    insert into api_keys (id, tenant_id, owner_id, name, scopes, key_hash, created_by, created_at)
    select md5(home || '/' || at)::uuid, home, aimi_owner_id(home, null), 'K', '{chat}',
      sha256(convert_to(home || '/' || at, 'UTF8')), 'test', now()
    from generate_series(1, 20) as at;
  end loop;
end $$`;

let database: OwnDatabase;
beforeAll(async () => {
  database = await startMigratedDatabase();
  await fillTenant(database.appUrl, { tenantId: "acme", users: 20, messagesOfUser: 100 });
  for (let at = 0; at < 60; at++) {
    await fillTenant(database.appUrl, { tenantId: `other-${at}`, users: 5, messagesOfUser: 20 });
  }
  await askAs(database.appUrl, {}, manyTenants);
  await askAs(database.ownerUrl, {}, "analyze");
});
afterAll(() => database.close());

const finishing = {
  tenantId: "acme",
  model,
  dimensions: 64,
  itemIds: messageIds,
  embeddings: messages.map(({ ownerId, textHash }) => ({ ownerId, textHash, vector })),
  outboxIds: messageIds.slice(0, 10),
  now: Date.now(),
};
const lost = { id: messageIds[0]!, queue: "memory-jobs", memoryIds: [], requestId: "r", attempts: 1 };
const failing = {
  tenantId: "acme",
  model,
  texts: messages.slice(0, 3),
  reason: "refused" as const,
  jobs: [{ ...lost, messageIds }],
  now: Date.now(),
};
const walking = { tenantId: "acme", model: "new-model", requestId: "r", now: Date.now() };
const walkAt = (stage: WalkStage, after: string) => ({ model: "new-model", place: { stage, after } });
const claim = { route: "/v1/messages", key: "k", requestHash: "aa" };
const now = Date.UTC(2026, 0, 31);
const keyHash = createHash("sha256").update("acme/7").digest("hex");
const newKey = { id: messageIds[0]!, name: "a key", scopes: ["chat"], keyHash, now };

/** Ids of rows that fill-tenant makes for a user of acme. */
const memoryIdOf = (at: number) => md5Id(`kacme1/${at}`);
const messageIdOf = (at: number) => md5Id(`macme1/${at}`);
const moving = {
  tenantId: "acme",
  id: messageIdOf(3),
  from: { stage: "messages" as const, after: null },
  now: Date.now(),
};
const person = { ...anna, userId: "user-1" };
const conversationId = md5Id("acme1/3");
const place = `${now}/${conversationId}`;
const page = { types: null, statuses: null, after: memoryIdOf(9), limit: 51 };
const replacing = buildMemory({
  sourceMessageIds: [1, 2, 3].map(messageIdOf),
  supersedes: memoryIdOf(1),
});

const session = { tenantId: "acme", sessionId: messageIdOf(2) };
const stateLine = { id: memoryIdOf(2), part: "profile", content: "Runs.", type: "fact" } as const;
const sourceMessageIds = [1, 2].map(messageIdOf);
const settlement: SettleSession = {
  ...{ ...session, conversationId, ownerId: person.ownerId, userId: person.userId, title: "T", summary: "S" },
  memory: {
    id: memoryIdOf(3),
    versionId: memoryIdOf(4),
    content: "S",
    textHash: "aa",
    importance: 0.5,
    sourceMessageIds,
  },
  state: { version: 0, added: [{ ...stateLine, sourceMessageIds }], removedIds: [memoryIdOf(5)] },
  ...{ model, embedOutboxId: messageIdOf(5), requestId: "r", now },
};

const calls: Readonly<Record<string, (database: Database) => Promise<unknown>>> = {
  "storing messages": (of) => postgresMessages(of).append(buildAppend(anna, messages)),
  "storing messages of a tenant that must exist, under a key": (of) =>
    postgresMessages(of).append(
      buildAppend({ ...tenant, mayProvision: false }, messages, { idempotency: claim }),
    ),
  "reading a message as a user": (of) => postgresMessages(of).find(anna, messageIds[0]!, model),
  "reading a message as a tenant": (of) => postgresMessages(of).find(tenant, messageIds[0]!, model),
  "storing a memory that replaces another": (of) =>
    postgresMemories(of).create(buildCreation(anna, replacing, { idempotency: claim })),
  "reading a memory as a user": (of) => postgresMemories(of).find(anna, memoryIdOf(1), model),
  "reading a memory as a tenant": (of) => postgresMemories(of).find(tenant, memoryIdOf(1), model),
  "editing a memory": (of) =>
    postgresMemories(of).revise({
      ...buildWrite(anna, { idempotency: claim }),
      id: memoryIdOf(1),
      reason: "edited",
      change: { content: "better", textHash: "aa" },
    }),
  "listing memories as a user": (of) => postgresMemories(of).list(anna, page, model),
  "listing memories as a tenant": (of) => postgresMemories(of).list(tenant, page, model),
  "listing memories of a type": (of) =>
    postgresMemories(of).list(anna, { ...page, types: ["plan"], statuses: ["active"], after: null }, model),
  "listing conversations": (of) => postgresConversations(of).list(person, { limit: 50, after: place }),
  "reading a conversation": (of) => postgresConversations(of).find(person, "c3"),
  "naming a conversation": (of) => postgresConversations(of).change(person, "c3", { title: "Trip" }),
  "reading a conversation's messages": (of) =>
    postgresConversations(of).messages(person, "c3", { limit: 50, after: place }),
  "reading a conversation's sessions": (of) =>
    postgresConversations(of).sessions(person, "c3", { limit: 50, after: messageIdOf(1) }),
  "ending a session": (of) => postgresConversations(of).reset(person, "c3", { requestId: "r", now }),
  "summarizing a conversation": (of) =>
    postgresConversations(of).endSession(person, "c4", {
      ...{ requestId: "r", now, idempotency: claim, newSessionId: uuidv7() },
    }),
  "reading a session's summary": (of) => postgresConversations(of).findSummary(person, messageIdOf(1)),
  "ending an idle session": (of) =>
    postgresSessions(of).endIdle({ ...session, idleSince: now, runningSince: 0, requestId: "r", now }),
  "reading a session that has ended": (of) =>
    postgresSessions(of).read({ ...session, most: { messages: 200, characters: 24_000 }, runningSince: 0 }),
  "settling a session": (of) => postgresSessions(of).settle(settlement),
  "finishing with a session": (of) => postgresSessions(of).finish(session),
  "giving up a session": (of) =>
    postgresSessions(of).fail({
      ...{ ...session, conversationId, reason: "unreadable", attempts: 1, requestId: "r", now },
    }),
  "reading a person's state": (of) => postgresUserStates(of).read(person),
  "changing a person's state": (of) =>
    postgresUserStates(of).change({ person, parts: ["profile"], lines: [stateLine], version: null, now }),
  "erasing a conversation": (of) => postgresConversations(of).erase(person, conversationId),
  "importing a conversation": (of) =>
    postgresConversations(of).import(buildImport(person, { idempotency: claim, messages: [{}, {}] })),
  "finding a title": (of) => postgresConversations(of).findUntitled({ tenantId: "acme", conversationId }),
  "setting a title": (of) =>
    postgresConversations(of).setTitle({
      ...{ tenantId: "acme", conversationId, title: "Trip", outboxId: messageIdOf(1) },
    }),
  "erasing a memory": (of) => postgresMemories(of).erase(anna, memoryIdOf(1)),
  "clearing a conversation": (of) => postgresMemories(of).clear(anna, md5Id("acme1/3")),
  "reading a memory's history": (of) =>
    postgresMemories(of).history(anna, memoryIdOf(1), wholeHistory, model),
  "finding texts to embed": (of) => postgresEmbeddings(of).findUnembedded("acme", messageIds, model),
  "finishing embeddings": (of) => postgresEmbeddings(of).finish(finishing),
  "beginning a tenant under a key": (of) =>
    postgresTenants(of).create({ actor: tenant, name: "Acme", now, idempotency: claim }),
  "listing tenants": (of) => postgresTenants(of).list({ limit: 50, after: "empty-3" }),
  "changing a tenant": (of) => postgresTenants(of).update(tenant, { halfLifeDays: 7 }, now),
  "creating a key": (of) => postgresApiKeys(of).create({ ...newKey, actor: tenant, idempotency: claim }),
  "listing keys": (of) => postgresApiKeys(of).list("acme", { limit: 50, after: null }),
  "listing keys from one on": (of) => postgresApiKeys(of).list("acme", { limit: 50, after: md5Id("acme/7") }),
  "recognising a key": (of) => postgresKeyRegister(of).recognise(keyHash, now),
  "revoking a key as its tenant": (of) =>
    postgresApiKeys(of).revoke("acme", md5Id("acme/7"), { callerId: "key:1", now }),
  "revoking a key as an operator": (of) =>
    postgresApiKeys(of).revoke(null, md5Id("acme/7"), { callerId: "key:1", now }),
  "giving up embeddings": (of) => postgresEmbeddings(of).fail(failing),
  "listing a tenant's failed jobs": (of) =>
    postgresFailedJobs(of).list({ tenantId: "acme", status: "failed", after: messageIdOf(3), limit: 50 }),
  "trying a failed job again": (of) =>
    postgresFailedJobs(of).retry({ tenantId: "acme", id: messageIdOf(3), now: Date.now(), callerId: "dev" }),
  "trying the failed jobs of a queue again": (of) =>
    postgresFailedJobs(of).retryAll({ queue: "memory-jobs", limit: 10, now: Date.now(), callerId: "dev" }),
  "beginning to re-embed a tenant": (of) => postgresReembedding(of).begin({ ...walking, callerId: "dev" }),
  "reading messages to re-embed": (of) =>
    postgresReembedding(of).page("acme", walkAt("messages", `2000-01-01T00:00:00Z ${messageIdOf(3)}`), 500),
  "reading memories to re-embed": (of) =>
    postgresReembedding(of).page("acme", walkAt("memories", memoryIdOf(3)), 500),
  "clearing old vectors of messages": (of) =>
    postgresReembedding(of).page(
      "acme",
      walkAt("old_messages", `2000-01-01T00:00:00Z ${messageIdOf(3)}`),
      500,
    ),
  "clearing old vectors of memories": (of) =>
    postgresReembedding(of).page("acme", walkAt("old_memories", memoryIdOf(3)), 500),
  "moving a walk on": (of) =>
    postgresReembedding(of).advance({ ...moving, to: { stage: "memories", after: null } }),
  "ending a walk": (of) => postgresReembedding(of).advance({ ...moving, to: null }),
  "giving up a walk": (of) =>
    postgresReembedding(of).giveUp({ ...walking, id: messageIdOf(3), attempts: 20 }),
  "taking what is due from the outbox": (of) => postgresOutbox(of).claimDue(Date.UTC(2026, 0, 31), 100),
};

const searches: typeof calls = {
  "searching by keyword as a user": (of) => postgresMemoryIndex(of).search(anna, { ...query, vector: null }),
  "searching by both as a user": (of) => postgresMemoryIndex(of).search(anna, query),
  "searching by keyword as a tenant": (of) =>
    postgresMemoryIndex(of).search(tenant, { ...query, vector: null }),
  "searching by both as a tenant": (of) => postgresMemoryIndex(of).search(tenant, query),
  "searching among the messages of a conversation": (of) =>
    postgresMemoryIndex(of).search(anna, { ...query, clientConversationId: "c3" }),
  "searching among the messages of a conversation as a tenant": (of) =>
    postgresMemoryIndex(of).search(tenant, { ...query, clientConversationId: "c3" }),
  "searching among memories of a type": (of) =>
    postgresMemoryIndex(of).search(anna, { ...query, wantsMessages: false, types: ["fact"] }),
  "searching as of an instant": (of) =>
    postgresMemoryIndex(of).search(anna, { ...query, asOf: Date.now(), looksBack: true }),
};

describe("no table is read from end to end", () => {
  test.each(Object.keys(calls))("when %s", async (name) => {
    expect(readsWhole(await explain(database.appUrl, calls[name]!))).toEqual([]);
  });

  test.each(["editing a memory", "erasing a memory"])("by the lock when %s", async (name) => {
    expect(readsWhole(await explain(database.appUrl, calls[name]!, { lock: true }))).toEqual([]);
  });

  test("unnoticed: a statement that does so is found", async () => {
    const look = (text: string) => explain(database.appUrl, (of) => of.query({ scope: "system" }, { text }));
    expect(readsWhole(await look("select id from outbox where queue = 'x'"))).toEqual(["Seq Scan of outbox"]);
    expect(readsWhole(await look("select * from outbox order by due_at, id limit 1"))).toEqual([
      "Index Scan of outbox",
    ]);
  });
});

describe("a search", () => {
  test.each(Object.keys(searches))("reads no table from end to end when %s", async (name) => {
    const read = await reads(database.appUrl, searches[name]!);
    expect(read.map(({ table }) => table)).toContain("messages");
    // Half of all vectors are this tenant's: a scan of all is then as good as one of an index.
    const whole = read.filter(({ wholeScans }) => wholeScans > 0).map(({ table }) => table);
    expect(whole.filter((table) => !(table === "embeddings" && name.endsWith("as a tenant")))).toEqual([]);
  });

  test("looks at each message a few times, and never at each pair of rows", async () => {
    const read = await reads(database.appUrl, searches["searching by both as a tenant"]!);
    const fetched = Object.fromEntries(read.map(({ table, rowsFetched }) => [table, rowsFetched]));
    for (const table of ["messages", "embeddings"]) {
      expect(fetched[table]).toBeGreaterThan(10);
      expect(fetched[table]).toBeLessThan(5 * messagesOfTenant);
    }
  });

  test("that read a table whole would be noticed", async () => {
    const look = (of: Database) =>
      of.query({ scope: "system" }, { text: "select count(*) from outbox where queue = 'x'" });
    expect(await reads(database.appUrl, look)).toMatchObject([{ table: "outbox", wholeScans: 1 }]);
  });
});
