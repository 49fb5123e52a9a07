import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import type { Migration } from "#shared/adapters/postgres/migrations/read-migrations.ts";
import { EditedMigration, runMigrations } from "#shared/adapters/postgres/migrations/run-migrations.ts";
import { type OwnDatabase, startOwnDatabase } from "./start-own-database.ts";

let database: OwnDatabase;
beforeAll(async () => {
  database = await startOwnDatabase();
});
afterAll(() => database.close());

let count = 0;
function migrationOf(...statements: readonly string[]): Migration {
  const name = `${String(++count).padStart(4, "0")}_test.sql`;
  const checksum = createHash("sha256").update(statements.join()).digest("hex");
  return { name, checksum, statements, noTransaction: false };
}
const run = (...migrations: readonly Migration[]) =>
  runMigrations({ ownerUrl: database.ownerUrl, migrations });

async function ask<Row>(text: string): Promise<Row[]> {
  return await createDatabase({ url: database.ownerUrl }).query<Row>(
    { scope: "tenant", tenantId: "" },
    { text },
  );
}
async function isRecorded({ name }: Migration): Promise<boolean> {
  return (await ask(`select from schema_migrations where name = '${name}'`)).length === 1;
}
async function exists(relation: string): Promise<boolean> {
  const [row] = await ask<{ found: boolean }>(`select to_regclass('${relation}') is not null as found`);
  return row!.found;
}

describe("migrations", () => {
  test("run once each, in order, and are told as they run", async () => {
    const first = migrationOf("create table ordered (step int); insert into ordered values (1);");
    const second = migrationOf("insert into ordered select max(step) + 1 from ordered");
    const told: string[] = [];
    const report = await runMigrations({
      ownerUrl: database.ownerUrl,
      migrations: [first, second],
      onApplied: (name) => told.push(name),
    });
    expect(report.applied).toEqual([first.name, second.name]);
    expect(told).toEqual([first.name, second.name]);
    const third = migrationOf("insert into ordered select max(step) + 1 from ordered");
    expect((await run(first, second, third)).applied).toEqual([third.name]);
    expect(await run(first, second, third)).toMatchObject({ applied: [] });
    expect(await ask("select step from ordered order by step")).toEqual([
      { step: 1 },
      { step: 2 },
      { step: 3 },
    ]);
  });

  test("that were edited after they ran are refused by name, and nothing new runs", async () => {
    const first = migrationOf("create table edited ()");
    await run(first);
    const next = migrationOf("create table after_edited ()");
    const ran = run({ ...first, checksum: "another" }, next);
    await expect(ran).rejects.toThrow(EditedMigration);
    await expect(ran).rejects.toThrow(first.name);
    expect(await exists("after_edited")).toBe(false);
  });

  test("that the database knows and this release does not are let be, as after a rollback", async () => {
    const newer = migrationOf("create table newer ()");
    await run(newer);
    const missed = migrationOf("create table missed ()");
    expect((await run(missed)).applied).toEqual([missed.name]);
    expect(await isRecorded(newer)).toBe(true);
  });

  test("by several runners at once run once", async () => {
    const slow = migrationOf(
      "create table raced (step int)",
      "insert into raced values (1); select pg_sleep(0.2);",
    );
    const next = migrationOf("insert into raced select max(step) + 1 from raced");
    const reports = await Promise.all(Array.from({ length: 4 }, () => run(slow, next)));
    expect(reports.flatMap(({ applied }) => applied)).toEqual([slow.name, next.name]);
    expect(await ask("select step from raced order by step")).toEqual([{ step: 1 }, { step: 2 }]);
  });
});

describe("a migration that fails", () => {
  test("is told by its name and leaves nothing, and what ran before it stays", async () => {
    const good = migrationOf("create table before_bad ()");
    const bad = migrationOf("create table of_bad (); select 1 / 0");
    const never = migrationOf("create table after_bad ()");
    await expect(run(good, bad, never)).rejects.toThrow(new RegExp(`^${bad.name} failed: .*zero`));
    expect([await exists("before_bad"), await exists("of_bad"), await exists("after_bad")]).toEqual([
      true,
      false,
      false,
    ]);
    expect([await isRecorded(good), await isRecorded(bad)]).toEqual([true, false]);
  });

  test("gives up its lock: the mended one runs", async () => {
    const bad = migrationOf("select nothing_there");
    await expect(run(bad)).rejects.toThrow(bad.name);
    const mended = { ...bad, statements: ["create table mended ()"], checksum: "mended" };
    expect((await run(mended)).applied).toEqual([bad.name]);
  });
});

describe("a migration without a transaction", () => {
  const outside = (...statements: readonly string[]) => ({
    ...migrationOf(...statements),
    noTransaction: true,
  });

  test("may build an index concurrently", async () => {
    const table = migrationOf("create table searched (a int)");
    const index = outside(
      "-- no-transaction\ncreate index concurrently searched_a on searched (a);\n",
      "\nalter index searched_a rename to searched_by_a;\n",
    );
    expect((await run(table, index)).applied).toEqual([table.name, index.name]);
    expect(await exists("searched_by_a")).toBe(true);
    expect(await isRecorded(index)).toBe(true);
  });

  test("that fails half-way is not recorded, and runs again", async () => {
    const halves = outside("create table if not exists half ()", "select nothing_there");
    await expect(run(halves)).rejects.toThrow(halves.name);
    expect(await isRecorded(halves)).toBe(false);
    const mended = { ...halves, statements: [halves.statements[0]!, "create table other_half ()"] };
    expect((await run(mended)).applied).toEqual([halves.name]);
    expect(await exists("other_half")).toBe(true);
  });
});

test("a runner with a wrong password says what is wrong, and not the password", async () => {
  const ownerUrl = database.ownerUrl.replace(/:[^:@]+@/, ":not-the-password@");
  const error = await runMigrations({ ownerUrl, migrations: [] }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).not.toContain("not-the-password");
});
