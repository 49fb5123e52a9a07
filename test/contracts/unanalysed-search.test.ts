import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "#shared/adapters/postgres/database.ts";
import { postgresMemoryIndex } from "#shared/adapters/postgres/postgres-memory-index.ts";
import { postgresTurns } from "#shared/adapters/postgres/turns/postgres-turns.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { buildTurn } from "#test/builders/build-turn.ts";
import { fillTenant } from "./fill-tenant.ts";
import { reads } from "./reads.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";

const said = 600;
const anna = buildActor({ tenantId: "acme", userId: "user-1" });
const tenant = buildActor({ tenantId: "acme" });
const turn = buildTurn(buildPerson({ tenantId: "acme", userId: "user-1" }), { now: Date.now() });
const query = buildQuery({ text: "word1 word17 memory", vector: new Array<number>(64).fill(0.5), topK: 5 });

let database: OwnDatabase;
beforeAll(async () => {
  database = await startMigratedDatabase();
  await fillTenant(database.appUrl, { tenantId: "acme", users: 1, messagesOfUser: said });
});
afterAll(() => database.close());

/** How often, at most, a search takes up a row of what its owner has: to count it, to find it, and to weigh it. */
const most = { postings: 1, embeddings: 3, messages: 4, memory_versions: 3, memory_sources: 3 };

describe("where Postgres knows nothing of its tables, a search reads no more than it weighs", () => {
  test.each([
    ["of a person", (of: Database) => postgresMemoryIndex(of).search(anna, query)],
    ["of a whole tenant", (of: Database) => postgresMemoryIndex(of).search(tenant, query)],
    [
      "of memories alone",
      (of: Database) => postgresMemoryIndex(of).search(anna, { ...query, wantsMessages: false }),
    ],
    ["for a turn", (of: Database) => postgresTurns(of).begin({ ...turn, recall: { ...query, topK: 20 } })],
    [
      "as of an instant",
      (of: Database) => postgresMemoryIndex(of).search(anna, { ...query, looksBack: true }),
    ],
  ])("%s", async (_, search) => {
    const read = await reads(database.appUrl, search);
    const rows = Object.fromEntries(
      read.map(({ table, rowsFetched, rowsScanned }) => [table, rowsFetched + rowsScanned]),
    );
    expect(rows.messages).toBeGreaterThan(0);
    for (const [table, times] of Object.entries(most)) {
      expect(rows[table] ?? 0, table).toBeLessThan(said * times);
    }
  });
});
