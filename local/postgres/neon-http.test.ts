import { type NeonDbError, neon } from "@neondatabase/serverless";
import { beforeAll, expect, test } from "vitest";
import { eachBackend } from "./each-backend.ts";

eachBackend("Neon over HTTP", (started) => {
  const owner = () => neon(started.postgres.ownerUrl);
  const failure = (query: Promise<unknown>) =>
    query.then(
      () => expect.fail("expected an error"),
      (error: NeonDbError) => error,
    );

  beforeAll(async () => {
    await owner().query("create table cities (name text primary key, people int check (people >= 0))");
  });

  test("gives every type back as the client reads it", async () => {
    const rows =
      await owner()`select 1::int as small, 9007199254740993::bigint as big, 1.50::numeric as exact,
      1.5::float8 as real, true as yes, null::text as nothing, ${"Zoë 🐘 \\ '"}::text as words,
      '2026-01-02T03:04:05.678Z'::timestamptz as at, ${{ a: [1, null] }}::jsonb as json,
      ${["a,b", 'c"d', "", null]}::text[] as texts, ${[[1, 2], [3, 4]]}::int[] as grid,
      ${Buffer.from([0, 255])} as bytes, ${[]}::int[] as none`;
    expect(rows[0]).toEqual({
      small: 1,
      big: "9007199254740993",
      exact: "1.50",
      real: 1.5,
      yes: true,
      nothing: null,
      words: "Zoë 🐘 \\ '",
      at: new Date("2026-01-02T03:04:05.678Z"),
      json: { a: [1, null] },
      texts: ["a,b", 'c"d', "", null],
      grid: [
        [1, 2],
        [3, 4],
      ],
      bytes: Buffer.from([0, 255]),
      none: [],
    });
  });

  test("reports command, row count and fields of each kind of statement", async () => {
    const sql = neon(started.postgres.ownerUrl, { fullResults: true });
    const inserted = await sql`insert into cities values ('Ghent', 1), ('Bruges', 2)`;
    expect(inserted).toMatchObject({ command: "INSERT", rowCount: 2, fields: [], rows: [] });
    const updated = await sql`update cities set people = 3 where name = 'Ghent' returning people`;
    expect(updated).toMatchObject({ command: "UPDATE", rowCount: 1, rows: [{ people: 3 }] });
    expect(await sql`create table if not exists cities ()`).toMatchObject({
      command: "CREATE",
      rowCount: null,
    });
    const selected = await sql.query("select name, 1 as one from cities where false", [], {
      arrayMode: true,
    });
    expect(selected).toMatchObject({ command: "SELECT", rowCount: 0, rowAsArray: true });
    expect(selected.fields).toMatchObject([
      { name: "name", dataTypeID: 25, columnID: 1, dataTypeSize: -1, format: "text" },
      { name: "one", dataTypeID: 23, tableID: 0, columnID: 0, dataTypeSize: 4, format: "text" },
    ]);
  });

  test("takes vectors as text parameters, alone and in arrays", async () => {
    const vectors = ["[1,0,0]", "[0,1,0]"];
    const rows = await owner()`select v::text, v <=> ${"[1,0,0]"}::vector as distance
      from unnest(${vectors}::text[]::vector[]) as v order by distance`;
    expect(rows).toEqual([
      { v: "[1,0,0]", distance: 0 },
      { v: "[0,1,0]", distance: 1 },
    ]);
  });

  test("answers Postgres' errors with all their fields", async () => {
    await owner()`insert into cities values ('Mons', 1)`;
    expect(await failure(owner()`insert into cities values ('Mons', 2)`)).toMatchObject({
      name: "NeonDbError",
      message: 'duplicate key value violates unique constraint "cities_pkey"',
      severity: "ERROR",
      code: "23505",
      detail: "Key (name)=(Mons) already exists.",
      schema: "public",
      table: "cities",
      constraint: "cities_pkey",
    });
    expect(await failure(owner()`insert into cities values ('Lier', -1)`)).toMatchObject({
      code: "23514",
      constraint: "cities_people_check",
    });
    expect(await failure(owner().query("select nope"))).toMatchObject({ code: "42703", position: "8" });
    expect(await failure(owner().query("select 1; select 2"))).toMatchObject({ code: "42601" });
    expect(await failure(owner()`select ${"a\0b"}::text`)).toMatchObject({ code: "22021" });
    expect(await failure(owner()`select ${"x"}::int`)).toMatchObject({ code: "22P02" });
    expect(await owner()`select 1 as fine`).toEqual([{ fine: 1 }]);
  });

  test("refuses a body that is not JSON, not a query, or holds a lone surrogate", async () => {
    const url = new URL(started.postgres.appUrl);
    const post = async (body: string) => {
      const headers = {
        "Neon-Connection-String": started.postgres.appUrl,
        "Neon-Raw-Text-Output": "true",
      };
      const response = await fetch(`http://${url.host}/sql`, { method: "POST", body, headers });
      return { status: response.status, body: await response.json() };
    };
    for (const body of ["{", "[]", '{"query":1}', '{"query":"select $1","params":["\\ud800"]}']) {
      const message = expect.stringContaining("could not parse the HTTP request body");
      expect(await post(body)).toEqual({ status: 400, body: { message } });
    }
    expect(await post('{"query":"select 1 as a"}')).toMatchObject({
      status: 200,
      body: { rows: [{ a: "1" }] },
    });
  });

  test("does a batch whole or not at all", async () => {
    const sql = owner();
    const done = await sql.transaction([
      sql`insert into cities values ('Ypres', 1)`,
      sql`select count(*)::int as n from cities where name = 'Ypres'`,
    ]);
    expect(done[1]).toEqual([{ n: 1 }]);
    const failed = sql.transaction([sql`delete from cities`, sql`select 1 / 0`]);
    expect(await failure(failed)).toMatchObject({ code: "22012" });
    expect(await sql`select from cities where name = 'Ypres'`).toHaveLength(1);
  });

  test("runs a batch in the isolation level and access mode that it asks for", async () => {
    const sql = owner();
    const modes = sql`select current_setting('transaction_isolation') as level,
      current_setting('transaction_read_only') as readonly, current_setting('transaction_deferrable') as deferrable`;
    const asked = { isolationLevel: "Serializable", readOnly: true, deferrable: true } as const;
    expect(await sql.transaction([modes], asked)).toEqual([
      [{ level: "serializable", readonly: "on", deferrable: "on" }],
    ]);
    expect(await sql.transaction([modes])).toEqual([
      [{ level: "read committed", readonly: "off", deferrable: "off" }],
    ]);
    const written = sql.transaction([sql`insert into cities values ('Aalst', 1)`], { readOnly: true });
    expect(await failure(written)).toMatchObject({ code: "25006" });
  });

  test("answers 507 for a result over 64 MB, and undoes the batch that asked for it", async () => {
    const sql = owner();
    const large = sql`select repeat('x', 1024 * 1024) from generate_series(1, 65)`;
    const error = await failure(sql.transaction([sql`insert into cities values ('Large', 1)`, large]));
    expect(error.message).toContain("HTTP status 507");
    expect(error.message).toContain("response is too large (max is 67108864 bytes)");
    expect(await sql`select from cities where name = 'Large'`).toEqual([]);
  });

  test("answers 413 for a request over 64 MB", async () => {
    const error = await failure(owner()`select ${"x".repeat(64 * 1024 * 1024)}::text`);
    expect(error.message).toContain("HTTP status 413");
    expect(error.message).toContain("request is too large (max is 67108864 bytes)");
  });

  test("counts a batch as one round trip", async () => {
    const before = started.postgres.requestCount();
    const sql = owner();
    await sql.transaction([sql`select 1`, sql`select 2`]);
    await sql`select 3`;
    expect(started.postgres.requestCount() - before).toBe(2);
  });
});
