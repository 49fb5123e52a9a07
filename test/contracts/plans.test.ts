import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "#shared/adapters/postgres/database.ts";
import { postgresMemories } from "#shared/adapters/postgres/memories/postgres-memories.ts";
import { postgresEmbeddings } from "#shared/adapters/postgres/postgres-embeddings.ts";
import { postgresMemoryIndex } from "#shared/adapters/postgres/postgres-memory-index.ts";
import { postgresMessages } from "#shared/adapters/postgres/postgres-messages.ts";
import { postgresOutbox } from "#shared/adapters/postgres/postgres-outbox.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { buildCreation, buildMemory, buildWrite } from "#test/builders/build-memory.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { askAs } from "./ask-as.ts";
import { explain, readsWhole, rowsTouched } from "./explain.ts";
import { fillTenant, md5Id } from "./fill-tenant.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";

const model = "fake-embedding";
const tenant = buildActor({ tenantId: "acme" });
const anna = buildActor({ tenantId: "acme", userId: "user-1" });
const messages = Array.from({ length: 20 }, (_, at) => buildMessage(anna, { content: `text ${at}` }));
const messageIds = messages.map(({ id }) => id);
const vector = new Array<number>(64).fill(0.5);
const query = buildQuery({ text: "word1 word17", vector, topK: 5 });

const manyTenants = `do $$ begin
  for at in 1..600 loop
    perform set_config('aimi.tenant', 'empty-' || at, true);
    insert into tenants (id, name, created_at) values ('empty-' || at, 'T', now());
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
const claim = { route: "/v1/messages", key: "k", requestHash: "aa" };

/** Ids of rows that fill-tenant makes for a user of acme. */
const memoryIdOf = (at: number) => md5Id(`kacme1/${at}`);
const messageIdOf = (at: number) => md5Id(`macme1/${at}`);
const page = { types: null, statuses: null, after: memoryIdOf(9), limit: 51 };
const replacing = buildMemory({
  sourceMessageIds: [1, 2, 3].map(messageIdOf),
  supersedes: memoryIdOf(1),
});

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
  "erasing a memory": (of) => postgresMemories(of).erase(anna, memoryIdOf(1)),
  "clearing a conversation": (of) => postgresMemories(of).clear(anna, md5Id("acme1/3")),
  "reading a memory's history": (of) => postgresMemories(of).history(anna, memoryIdOf(1), model),
  "searching by keyword as a user": (of) => postgresMemoryIndex(of).search(anna, { ...query, vector: null }),
  "searching by both as a user": (of) => postgresMemoryIndex(of).search(anna, query),
  "searching by keyword as a tenant": (of) =>
    postgresMemoryIndex(of).search(tenant, { ...query, vector: null }),
  "searching by both as a tenant": (of) => postgresMemoryIndex(of).search(tenant, query),
  "finding texts to embed": (of) => postgresEmbeddings(of).findUnembedded("acme", messageIds, model),
  "finishing embeddings": (of) => postgresEmbeddings(of).finish(finishing),
  "taking what is due from the outbox": (of) => postgresOutbox(of).claimDue(Date.UTC(2026, 0, 31), 100),
};

describe("no table is read from end to end", () => {
  test.each(Object.keys(calls))("when %s", async (name) => {
    expect(readsWhole(await explain(database.appUrl, calls[name]!))).toEqual([]);
  });

  test("unnoticed: a statement that does so is found", async () => {
    const look = (text: string) => explain(database.appUrl, (of) => of.query({ scope: "system" }, { text }));
    expect(readsWhole(await look("select id from outbox where queue = 'x'"))).toEqual(["Seq Scan of outbox"]);
    expect(readsWhole(await look("select * from outbox order by due_at, id limit 1"))).toEqual([
      "Index Scan of outbox",
    ]);
  });
});

describe("a search looks at each message a few times, and never at each pair of rows", () => {
  const messagesOfTenant = 2_000;

  test.each(["searching by keyword as a tenant", "searching by both as a tenant"])(
    "when %s",
    async (name) => {
      const touched = rowsTouched(await explain(database.appUrl, calls[name]!, { analyze: true }));
      expect(touched).toBeGreaterThan(100);
      expect(touched).toBeLessThan(5 * messagesOfTenant);
    },
  );
});
