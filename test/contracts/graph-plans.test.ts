import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresConversations } from "#shared/adapters/postgres/conversations/postgres-conversations.ts";
import type { Database } from "#shared/adapters/postgres/database.ts";
import { postgresGraph } from "#shared/adapters/postgres/graph/postgres-graph.ts";
import { postgresMemories } from "#shared/adapters/postgres/memories/postgres-memories.ts";
import { postgresPersonRecords } from "#shared/adapters/postgres/people/records/postgres-person-records.ts";
import { reachOf } from "#shared/adapters/postgres/reach-of.ts";
import type { Actor } from "#shared/ports/actor.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { askAs } from "./ask-as.ts";
import { explain, readsWhole } from "./explain.ts";
import { fillGraphs } from "./fill-graph.ts";
import { md5Id } from "./fill-tenant.ts";
import { reads, type TableRead } from "./reads.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";

const tenant = buildActor({ tenantId: "acme" });
const anna = buildPerson({ tenantId: "acme", userId: "user-1" });

let database: OwnDatabase;
beforeAll(async () => {
  database = await startMigratedDatabase();
  await fillGraphs(database.appUrl);
  await askAs(database.ownerUrl, {}, "analyze");
});
afterAll(() => database.close());

const most = { entities: 200, relations: 500 };
const asked = { entity: { name: "thing 50" }, depth: 3, asOf: null, most };
const byId = { ...asked, entity: { id: md5Id("nobody's") } };
const pair = { from: md5Id("a"), into: md5Id("b") };
const claim = { route: "/v1/graph/merge", key: "k", requestHash: "aa" };
const now = Date.UTC(2026, 0, 31);
const page = { limit: 50, after: md5Id("a"), asOf: null, mostRelations: 500 };
const facts = (actor: Actor, query: string) => (of: Database) =>
  of.query(reachOf(actor), {
    text: "select * from aimi_graph_facts($1::uuid, $2, 10)",
    values: [anna.ownerId, query],
  });

const calls: Readonly<Record<string, (database: Database) => Promise<unknown>>> = {
  "reading the graph around a name": (of) => postgresGraph(of).around(anna, asked),
  "reading it around a name as a tenant": (of) => postgresGraph(of).around(tenant, asked),
  "reading it as it was": (of) => postgresGraph(of).around(anna, { ...asked, asOf: now }),
  "reading it around the person": (of) => postgresGraph(of).around(anna, { ...asked, entity: null }),
  "reading it by an id as a user": (of) => postgresGraph(of).around(anna, byId),
  "reading it by an id as a tenant": (of) => postgresGraph(of).around(tenant, byId),
  "listing entities as a user": (of) => postgresGraph(of).list(anna, page),
  "listing entities as a tenant": (of) => postgresGraph(of).list(tenant, page),
  "listing them as it was": (of) => postgresGraph(of).list(tenant, { ...page, asOf: now }),
  "merging as a user": (of) => postgresGraph(of).merge({ actor: anna, ...pair, now, idempotency: claim }),
  "merging as a tenant": (of) => postgresGraph(of).merge({ actor: tenant, ...pair, now, idempotency: null }),
  "exporting entities": (of) => postgresPersonRecords(of).page(anna, "entity", md5Id("a"), 100),
  "exporting relations": (of) => postgresPersonRecords(of).page(anna, "relation", md5Id("a"), 100),
};

/** Within functions, too, which hide their plans. */
const ran: typeof calls = {
  ...calls,
  "erasing a memory": (of) => postgresMemories(withoutLock(of)).erase(anna, md5Id(`g${anna.ownerId}3`)),
  "erasing a conversation": (of) => postgresConversations(withoutLock(of)).erase(anna, md5Id("acme1/3")),
  "merging two": (of) =>
    of.query(reachOf(anna), {
      text: `select aimi_merge_entity(a.entity_id, b.entity_id, now()) from entity_names a, entity_names b
        where a.owner_id = $1::uuid and a.key = 'thing 40' and b.owner_id = $1::uuid and b.key = 'thing 41'`,
      values: [anna.ownerId],
    }),
  "noting what is there and what is new": (of) =>
    of.query(reachOf(anna), {
      text: `select aimi_note_graph('acme', $1::uuid, $2::uuid, '[{"name": "thing 50", "type": "thing"}]',
        '[{"subject": "user", "predicate": "likes", "object": "thing 50"},
          {"subject": "new", "predicate": "near", "object": "thing 51"}]', now())`,
      values: [anna.ownerId, md5Id(`g${anna.ownerId}5`)],
    }),
  "finding facts as a user": facts(anna, "what is near thing 50 and thing 51?"),
  "finding facts as a tenant": facts(tenant, "what is near thing 50 and thing 51?"),
};

const graphTables = ["entities", "entity_names", "relations", "memory_entities", "memory_relations"];
const ofGraph = (read: readonly TableRead[]) => read.filter(({ table }) => graphTables.includes(table));

function withoutLock(of: Database): Database {
  return { ...of, query: (reach, { lock: _, ...statement }) => of.query(reach, statement) };
}

describe("no table is read from end to end", () => {
  test.each(Object.keys(calls))("when %s", async (name) => {
    expect(readsWhole(await explain(database.appUrl, calls[name]!))).toEqual([]);
  });

  test.each(Object.keys(ran))("by what is run when %s", async (name) => {
    const read = await reads(database.appUrl, (of) => ran[name]!(withoutLock(of)));
    expect(ofGraph(read).length).toBeGreaterThan(0);
    expect(ofGraph(read).filter(({ wholeScans }) => wholeScans > 0)).toEqual([]);
  });

  test("and a query that names nobody costs no more than a look for a name", async () => {
    const read = ofGraph(await reads(database.appUrl, facts(anna, "what is it that nobody named today?")));
    expect(read.map(({ table }) => table)).toEqual(["entity_names"]);
    expect(read[0]!.rowsFetched).toBeLessThan(5);
  });
});
