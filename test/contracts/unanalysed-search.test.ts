import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "#shared/adapters/postgres/database.ts";
import { postgresMemoryIndex } from "#shared/adapters/postgres/postgres-memory-index.ts";
import { postgresTurns } from "#shared/adapters/postgres/turns/postgres-turns.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { buildTurn } from "#test/builders/build-turn.ts";
import { fillTenant } from "./fill-tenant.ts";
import { rowsRead } from "./reads.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";

const said = 600;
const anna = buildActor({ tenantId: "acme", userId: "user-1" });
const tenant = buildActor({ tenantId: "acme" });
const query = buildQuery({ text: "word1 word17 memory", vector: new Array<number>(64).fill(0.5), topK: 5 });
const turn = buildTurn(buildPerson({ tenantId: "acme", userId: "user-1" }), {
  recall: { ...query, topK: 20 },
  now: Date.now(),
});

/** Nothing is ever analysed here, as in PGlite, and in a young database. */
let database: OwnDatabase;
beforeAll(async () => {
  database = await startMigratedDatabase();
  await fillTenant(database.appUrl, { tenantId: "acme", users: 1, messagesOfUser: said });
});
afterAll(() => database.close());

const searches: Readonly<Record<string, (of: Database) => Promise<unknown>>> = {
  "of a person": (of) => postgresMemoryIndex(of).search(anna, query),
  "of a whole tenant": (of) => postgresMemoryIndex(of).search(tenant, query),
  "of memories alone": (of) => postgresMemoryIndex(of).search(anna, { ...query, wantsMessages: false }),
  "in a conversation": (of) => postgresMemoryIndex(of).search(anna, { ...query, clientConversationId: "c3" }),
  "in a conversation of a whole tenant": (of) =>
    postgresMemoryIndex(of).search(tenant, { ...query, clientConversationId: "c3" }),
  "as of an instant": (of) => postgresMemoryIndex(of).search(anna, { ...query, looksBack: true }),
  "for a turn": (of) => postgresTurns(of).begin(turn),
};
/** How often, at most, a row of the owner is taken up: to be counted, to be found, and to be weighed. */
const mostOfSearch = { postings: 1, embeddings: 6, messages: 6, memory_versions: 6, memory_sources: 3 };

describe("a search takes up each row a few times, and never for each other row", () => {
  test.each(Object.keys(searches))("%s", async (name) => {
    const rows = await rowsRead(database.appUrl, searches[name]!);
    expect(rows.messages).toBeGreaterThan(0);
    for (const [table, times] of Object.entries(mostOfSearch)) {
      expect(rows[table] ?? 0, table).toBeLessThan(said * times);
    }
  });
});
