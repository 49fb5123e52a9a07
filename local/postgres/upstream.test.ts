import { randomBytes } from "node:crypto";
import { neon } from "@neondatabase/serverless";
import { expect, test } from "vitest";
import { asSuperuser } from "./each-backend.ts";
import { startPostgres } from "./start-postgres.ts";

const upstream = process.env.AIMI_LOCAL_POSTGRES_URL;

test.skipIf(upstream === undefined)("makes what a real server lacks, however many starts race", async () => {
  const database = `aimi_test_${randomBytes(6).toString("hex")}`;
  const start = () => startPostgres({ dataDir: null, upstream, database });
  const started = await Promise.all([start(), start(), start(), start()]);
  for (const postgres of started) {
    const rows = await neon(postgres.appUrl)`select current_database() as name, '[1]'::vector::text as v`;
    expect(rows).toEqual([{ name: database, v: "[1]" }]);
  }
  await Promise.all(started.map((postgres) => postgres.close()));
  await asSuperuser(upstream, `drop database ${database} with (force)`);
});

test.skipIf(upstream === undefined)("cancels what a client no longer waits for", async () => {
  const database = `aimi_test_${randomBytes(6).toString("hex")}`;
  const postgres = await startPostgres({ dataDir: null, upstream, database });
  const sql = neon(postgres.ownerUrl);
  const running = () => sql`select from pg_stat_activity where state = 'active'
    and datname = current_database() and query = 'select pg_sleep(50)'`;
  const gone = new AbortController();
  const slow = sql.query("select pg_sleep(50)", [], { fetchOptions: { signal: gone.signal } });
  const outcome = slow.then(
    () => "answered",
    () => "gone",
  );
  await expect.poll(running).toHaveLength(1);
  gone.abort();
  expect(await outcome).toBe("gone");
  await expect.poll(running).toHaveLength(0);
  await postgres.close();
  await asSuperuser(upstream, `drop database ${database} with (force)`);
});

test("says in one sentence what is wrong with a server that cannot be used", async () => {
  const unreachable = startPostgres({ dataDir: null, upstream: "postgres://u:p@127.0.0.1:1/postgres" });
  await expect(unreachable).rejects.toThrow(
    /^Postgres at 127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED.*\.$/,
  );
});
