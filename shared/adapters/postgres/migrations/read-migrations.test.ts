import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readMigrations } from "./read-migrations.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "migrations-"));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, sql = "select 1;\n") => writeFile(join(folder, name), sql);

describe("a folder of migrations", () => {
  test("is read in the order of its numbers, whatever else lies in it", async () => {
    for (const name of ["0010_later.sql", "0002_second.sql", "0001_first.sql", "README.md"])
      await write(name);
    const migrations = await readMigrations(folder);
    expect(migrations.map(({ name }) => name)).toEqual([
      "0001_first.sql",
      "0002_second.sql",
      "0010_later.sql",
    ]);
  });

  test("may be empty", async () => {
    expect(await readMigrations(folder)).toEqual([]);
  });

  test("is refused when two have the same number", async () => {
    await write("0001_first.sql");
    await write("0001_other.sql");
    await expect(readMigrations(folder)).rejects.toThrow(
      "0001_first.sql and 0001_other.sql have the same number",
    );
  });

  test.each(["1_short.sql", "first.sql", "0001-first.sql", "0001_First.sql", "00001_long.sql"])(
    "is refused when one is called %s",
    async (name) => {
      await write(name);
      await expect(readMigrations(folder)).rejects.toThrow(`${name} is not named like`);
    },
  );
});

describe("a checksum", () => {
  const checksumOf = async (sql: string) => {
    await write("0001_first.sql", sql);
    return (await readMigrations(folder))[0]?.checksum;
  };

  test("is the same whichever line ends a checkout has", async () => {
    expect(await checksumOf("select 1;\r\nselect 2;\r\n")).toBe(await checksumOf("select 1;\nselect 2;\n"));
  });

  test("changes with the text", async () => {
    expect(await checksumOf("select 1;\n")).not.toBe(await checksumOf("select 2;\n"));
  });
});

describe("a migration", () => {
  test("is one statement within a transaction", async () => {
    await write("0001_first.sql", "create table a ();\n-- next\ncreate table b ();\n");
    const [migration] = await readMigrations(folder);
    expect(migration).toMatchObject({
      noTransaction: false,
      statements: ["create table a ();\n-- next\ncreate table b ();\n"],
    });
  });

  test.each(["\n", "\r\n"])("without a transaction is divided at the lines that say so (%j)", async (end) => {
    const lines = ["-- no-transaction", "create index concurrently a on t (a);", "-- next", "vacuum t;", ""];
    await write("0001_first.sql", lines.join(end));
    const [migration] = await readMigrations(folder);
    expect(migration?.noTransaction).toBe(true);
    expect(migration?.statements.map((statement) => statement.trim())).toEqual([
      "-- no-transaction\ncreate index concurrently a on t (a);",
      "vacuum t;",
    ]);
  });

  test("says so in its first line or not at all", async () => {
    await write("0001_first.sql", "select 1;\n-- no-transaction\n");
    expect((await readMigrations(folder))[0]?.noTransaction).toBe(false);
  });
});
