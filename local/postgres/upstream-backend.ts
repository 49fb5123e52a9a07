import { Pool, type PoolClient, type QueryArrayConfig } from "pg";
import { authenticateUpstream } from "./authenticate-upstream.ts";
import { runPipelined } from "./run-pipelined.ts";
import type { Caller, Outcome, SqlBackend, Work } from "./run-statements.ts";
import { upstreamUrl } from "./upstream-url.ts";
import { wipeSession } from "./wipe-session.ts";

// pg has dropped the idle connection already, or the failure is told elsewhere; without a listener the process would end.
export const forgetBrokenConnection = (): void => undefined;

const rawText = { getTypeParser: () => (value: string) => value };

/** Runs HTTP requests on a real server, in sessions of their own logins. */
export class UpstreamBackend implements SqlBackend {
  readonly #superuser: Pool;
  readonly #upstream: string;
  readonly #database: string;
  readonly #pools = new Map<string, Pool>();

  constructor(superuser: Pool, upstream: string, database: string) {
    this.#superuser = superuser;
    this.#upstream = upstream;
    this.#database = database;
  }

  async run(caller: Caller, work: Work): Promise<Outcome[]> {
    const authenticated = authenticateUpstream(this.#superuser, this.#database, caller);
    authenticated.catch(forgetBrokenConnection);
    // A caller who was known before may begin meanwhile: nothing of a transaction stays before it is known again.
    if (work.begin === null || !this.#pools.has(keyOf(caller))) await authenticated;
    const client = await this.#connect(caller, authenticated);
    const cancel = () => void this.#cancel(client);
    try {
      work.signal.throwIfAborted();
      work.signal.addEventListener("abort", cancel);
      const outcomes = await runPipelined((text, params) => query(client, text, params), work, authenticated);
      work.signal.removeEventListener("abort", cancel);
      void giveBack(client);
      return outcomes;
    } catch (error) {
      work.signal.removeEventListener("abort", cancel);
      client.release(true);
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
  }

  async #connect(caller: Caller, authenticated: Promise<void>): Promise<PoolClient> {
    try {
      return await this.#poolOf(caller).connect();
    } catch (error) {
      await authenticated;
      throw error;
    }
  }

  #poolOf(caller: Caller): Pool {
    const key = keyOf(caller);
    const pool = this.#pools.get(key) ?? this.#openPool(caller.login, caller.password);
    this.#pools.set(key, pool);
    return pool;
  }

  #openPool(name: string, password: string): Pool {
    const connectionString = upstreamUrl(this.#upstream, this.#database, { name, password });
    const pool = new Pool({ connectionString, max: 8, pipeline: true });
    pool.on("error", forgetBrokenConnection);
    return pool;
  }

  async #cancel(client: PoolClient & { processID?: number }): Promise<void> {
    // Best effort: the statement's own end cleans up as well.
    await this.#superuser
      .query("select pg_cancel_backend($1)", [client.processID])
      .catch(forgetBrokenConnection);
  }
}

function keyOf({ login, password }: Caller): string {
  return JSON.stringify([login, password]);
}

/** The caller need not wait for it. A session that cannot be wiped is not used again. */
async function giveBack(client: PoolClient): Promise<void> {
  await client.query(`rollback; set session authorization default; ${wipeSession}`).then(
    () => client.release(),
    () => client.release(true),
  );
}

async function query(client: PoolClient, text: string, params: readonly (string | null)[]): Promise<Outcome> {
  const config: QueryArrayConfig & { queryMode: "extended" } = {
    text,
    values: [...params],
    rowMode: "array",
    types: rawText,
    queryMode: "extended",
  };
  const { fields, rows, command, rowCount } = await client.query<(string | null)[]>(config);
  return {
    fields: fields.map(({ name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier }) => ({
      name,
      dataTypeID,
      tableID,
      columnID,
      dataTypeSize,
      dataTypeModifier,
    })),
    rows,
    command: command ?? "",
    rowCount,
  };
}
