import { Client, neon, neonConfig, Pool } from "@neondatabase/serverless";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eachBackend } from "./each-backend.ts";
import { startPostgres } from "./start-postgres.ts";

eachBackend("Neon over WebSocket", (started) => {
  const http = () => neon(started.postgres.ownerUrl);
  let clients: Client[] = [];

  async function connect(url = started.postgres.ownerUrl, options = {}): Promise<Client> {
    const client = new Client({ connectionString: url, ...options });
    client.on("error", () => "a test that cares looks at its queries");
    await client.connect();
    clients.push(client);
    return client;
  }

  beforeAll(() => http()`create table steps (n int)`);
  beforeEach(() => http()`truncate steps`);
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.end()));
    clients = [];
  });

  async function leave(client: Client): Promise<void> {
    clients = clients.filter((other) => other !== client);
    await client.end();
  }

  describe.each(["password", false] as const)("with pipelineConnect %s", (pipelineConnect) => {
    beforeEach(() => {
      neonConfig.pipelineConnect = pipelineConnect;
    });

    test("logs in and answers simple, parametrised, prepared and failing queries", async () => {
      const client = await connect();
      expect((await client.query("select 1 as a; select 2 as b")) as unknown).toMatchObject([
        { rows: [{ a: 1 }] },
        { rows: [{ b: 2 }] },
      ]);
      const { rows } = await client.query("select $1::int + 1 as n, session_user as me", [41]);
      expect(rows).toEqual([{ n: 42, me: "aimi_owner" }]);
      const named = { name: "double", text: "select $1::int * 2 as n" };
      expect((await client.query({ ...named, values: [2] })).rows).toEqual([{ n: 4 }]);
      await http()`select 1`;
      expect((await client.query({ ...named, values: [3] })).rows).toEqual([{ n: 6 }]);
      await expect(client.query("select nope")).rejects.toMatchObject({ code: "42703" });
      await expect(client.query("select $1::int", ["x"])).rejects.toMatchObject({ code: "22P02" });
      expect((await client.query("select 3 as c")).rows).toEqual([{ c: 3 }]);
    });

    test("refuses a wrong password", async () => {
      const url = started.postgres.appUrl.replace(/:[^:@/]+@/, ":guess@");
      const client = new Client(url);
      const refused = new Promise((resolve) => client.on("error", resolve));
      const outcome = client.connect().then(
        () => Promise.race([refused, client.query("select 1").catch((error: unknown) => error)]),
        (error: unknown) => error,
      );
      expect(await outcome).toMatchObject({ code: "28P01" });
    });
  });

  test("keeps an open transaction from everybody else", async () => {
    const client = await connect();
    await client.query("begin");
    await client.query("insert into steps values (1)");
    const seen = Promise.all(Array.from({ length: 5 }, () => http()`select n from steps`));
    expect((await client.query("select n from steps")).rows).toEqual([{ n: 1 }]);
    await client.query("rollback");
    expect(await seen).toEqual([[], [], [], [], []]);
  });

  test("commits what an interactive transaction decided", async () => {
    const pool = new Pool({ connectionString: started.postgres.ownerUrl, max: 3 });
    const add = async () => {
      const client = await pool.connect();
      try {
        await client.query("begin");
        await client.query("lock table steps");
        const { rows } = await client.query("select count(*)::int as n from steps");
        await client.query("insert into steps values ($1)", [rows[0].n]);
        await client.query("commit");
      } finally {
        client.release();
      }
    };
    await Promise.all(Array.from({ length: 6 }, add));
    await pool.end();
    expect(await http()`select n from steps order by n`).toEqual([0, 1, 2, 3, 4, 5].map((n) => ({ n })));
  });

  test("rolls back when the client vanishes inside a transaction", async () => {
    const client = await connect();
    await client.query("begin");
    await client.query("insert into steps values (1)");
    await client.query("select pg_advisory_lock(7)");
    await leave(client);
    await expect.poll(() => http()`select pg_try_advisory_lock(7) as free`).toEqual([{ free: true }]);
    expect(await http()`select n from steps`).toEqual([]);
  });

  test("holds an advisory lock across statements against another session", async () => {
    const [first, second] = [await connect(), await connect()];
    const order: string[] = [];
    await first.query("select pg_advisory_lock(99)");
    const waiting = second.query("select pg_advisory_lock(99)").then(() => order.push("second"));
    await first.query("insert into steps values (1)");
    await first.query("begin");
    await first.query("insert into steps values (2)");
    await first.query("commit");
    order.push("first");
    await first.query("select pg_advisory_unlock(99)");
    await waiting;
    expect(order).toEqual(["first", "second"]);
  });

  test("builds an index concurrently outside a transaction, and refuses to inside one", async () => {
    const client = await connect();
    await client.query("create index concurrently if not exists steps_n on steps (n)");
    const { rows } = await client.query(
      "select indisvalid from pg_index where indexrelid = 'steps_n'::regclass",
    );
    expect(rows).toEqual([{ indisvalid: true }]);
    await client.query("begin");
    await expect(client.query("create index concurrently again on steps (n)")).rejects.toMatchObject({
      code: "25001",
    });
  });

  test("starts a session with the settings that were given to its login", async () => {
    await http()`alter role aimi_app set geqo_seed = 0.25`;
    const client = await connect(started.postgres.appUrl);
    await http()`alter role aimi_app reset geqo_seed`;
    expect((await client.query("show geqo_seed")).rows).toEqual([{ geqo_seed: "0.25" }]);
    const later = await connect(started.postgres.appUrl);
    expect((await later.query("show geqo_seed")).rows).toEqual([{ geqo_seed: "0" }]);
  });

  test("keeps a session's settings while others come between its statements", async () => {
    const client = await connect(started.postgres.ownerUrl, { application_name: "migrate" });
    await client.query("set statement_timeout = '4321ms'");
    await client.query("set search_path to pg_catalog");
    for (let turn = 0; turn < 3; turn++) {
      const other = http()`select 1`;
      const { rows } = await client.query(`select current_setting('statement_timeout') as timeout,
        current_setting('search_path') as path, current_setting('application_name') as name`);
      await other;
      expect(rows).toEqual([{ timeout: "4321ms", path: "pg_catalog", name: "migrate" }]);
    }
    const [row] = await http()`select current_setting('statement_timeout') as timeout`;
    expect(row).toEqual({ timeout: "0" });
  });
});

describe("A session that sits on PGlite", () => {
  test("is ended once others have waited for its transaction too long", async () => {
    const postgres = await startPostgres({ dataDir: null, idleLimitMs: 100 });
    const client = new Client(postgres.ownerUrl);
    const ended = new Promise((resolve) => client.on("error", resolve));
    await client.connect();
    await client.query("begin");
    await client.query("create table lost (a int)");
    const sql = neon(postgres.ownerUrl);
    expect(await sql`select to_regclass('lost') as lost`).toEqual([{ lost: null }]);
    expect(await ended).toMatchObject({ code: "25P03" });
    await postgres.close();
  });
});
