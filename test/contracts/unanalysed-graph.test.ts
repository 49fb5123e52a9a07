import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "#shared/adapters/postgres/database.ts";
import { postgresGraph } from "#shared/adapters/postgres/graph/postgres-graph.ts";
import { postgresTurns } from "#shared/adapters/postgres/turns/postgres-turns.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { buildTurn } from "#test/builders/build-turn.ts";
import { fillGraphs } from "./fill-graph.ts";
import { rowsRead } from "./reads.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";

const related = 100;
const anna = buildPerson({ tenantId: "acme", userId: "user-1" });
const around = {
  entity: { name: "thing 50" },
  depth: 3,
  asOf: null,
  most: { entities: 200, relations: 500 },
};
const page = { limit: 50, after: null, asOf: null, mostRelations: 500 };
const turn = buildTurn(anna, { recall: buildQuery({ text: "thing 50 and thing 51" }), now: Date.now() });

/** Nothing is ever analysed here, as in PGlite, and in a young database. */
let database: OwnDatabase;
beforeAll(async () => {
  database = await startMigratedDatabase();
  await fillGraphs(database.appUrl);
});
afterAll(() => database.close());

const readings: Readonly<Record<string, (of: Database) => Promise<unknown>>> = {
  "around a name": (of) => postgresGraph(of).around(anna, around),
  "around a name as a tenant": (of) => postgresGraph(of).around(buildActor({ tenantId: "acme" }), around),
  "page by page": (of) => postgresGraph(of).list(anna, page),
  "for a turn that names things": (of) => postgresTurns(of).begin(turn),
};

test.each(Object.keys(readings))("the graph is read row by row %s", async (name) => {
  const rows = await rowsRead(database.appUrl, readings[name]!);
  expect(rows.relations).toBeGreaterThan(0);
  for (const table of ["relations", "memory_relations", "memory_versions", "entities"]) {
    expect(rows[table] ?? 0, table).toBeLessThan(related * 20);
  }
});
