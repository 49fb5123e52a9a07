import { neon } from "@neondatabase/serverless";
import { expect, test } from "vitest";
import { eachBackend } from "./each-backend.ts";

eachBackend("Requests over HTTP", (started) => {
  const app = () => neon(started.postgres.appUrl);
  const owner = () => neon(started.postgres.ownerUrl);
  const manyTimes = <T>(run: () => Promise<T>) => Promise.all(Array.from({ length: 12 }, run));

  test("leave no setting, role, table, lock or prepared statement to the next one", async () => {
    const sql = app();
    await manyTimes(() =>
      sql.transaction([
        sql`select set_config('app.tenant', 'a', false), set_config('app.user', 'u', true)`,
        sql`set search_path to pg_catalog`,
        sql`create temp table left_behind (a int)`,
        sql`prepare left_behind as select 1`,
        sql`select pg_advisory_lock(42)`,
      ]),
    );
    const rows = await manyTimes(async () => {
      const [row] = await sql`select nullif(current_setting('app.tenant', true), '') as tenant,
        nullif(current_setting('app.user', true), '') as "user",
        current_setting('search_path') as path, to_regclass('pg_temp.left_behind') as tmp,
        (select count(*)::int from pg_prepared_statements) as prepared,
        (select count(*)::int from pg_locks where locktype = 'advisory'
          and database = (select oid from pg_database where datname = current_database())) as locks`;
      return row;
    });
    for (const row of rows) {
      expect(row).toMatchObject({ tenant: null, user: null, tmp: null, prepared: 0, locks: 0 });
      expect(row?.path).toContain("public");
    }
  });

  test("leave no transaction open, not even one begun by hand", async () => {
    await owner()`create table if not exists kept (a int)`;
    await owner()`begin`;
    await owner()`insert into kept values (1)`;
    await expect(owner()`savepoint s`).rejects.toMatchObject({ code: "25P01" });
    expect(await owner()`select a from kept`).toEqual([{ a: 1 }]);
  });

  test("of different logins never mix", async () => {
    const users = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const [row] = await (index % 2 ? app() : owner())`select session_user as me`;
        return row?.me;
      }),
    );
    expect(users).toEqual(users.map((_, index) => (index % 2 ? "aimi_app" : "aimi_owner")));
  });

  test("obey the statement timeout that is set in their transaction", async () => {
    const sql = app();
    const slow = sql.transaction([sql`set local statement_timeout = '50ms'`, sql`select pg_sleep(0.3)`]);
    await expect(slow).rejects.toMatchObject({ code: "57014" });
    expect(await sql`select 1 as fine`).toEqual([{ fine: 1 }]);
  });
});
