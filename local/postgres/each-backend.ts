import { randomBytes } from "node:crypto";
import { neonConfig } from "@neondatabase/serverless";
import { Client } from "pg";
import { afterAll, beforeAll, describe } from "vitest";
import { type LocalPostgres, startPostgres } from "./start-postgres.ts";

neonConfig.fetchEndpoint = (host, port) => `http://${host}:${port}/sql`;
neonConfig.wsProxy = (host, port) => `${host}:${port}/v2`;
neonConfig.useSecureWebSocket = false;

export interface Started {
  readonly postgres: LocalPostgres;
  readonly isPglite: boolean;
}

/** Runs the suite on PGlite, and on a real server where AIMI_LOCAL_POSTGRES_URL names one. */
export function eachBackend(title: string, suite: (started: Started) => void): void {
  const upstream = process.env.AIMI_LOCAL_POSTGRES_URL;
  describe(`${title}, on PGlite`, () => {
    suite(startedForSuite(true, () => startPostgres({ dataDir: null })));
  });
  describe.skipIf(upstream === undefined)(`${title}, on a real server`, () => {
    const database = `aimi_test_${randomBytes(6).toString("hex")}`;
    const started = startedForSuite(false, () => startPostgres({ dataDir: null, upstream, database }));
    afterAll(() => asSuperuser(upstream, `drop database if exists ${database} with (force)`));
    suite(started);
  });
}

export async function asSuperuser(url: string | undefined, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

function startedForSuite(isPglite: boolean, start: () => Promise<LocalPostgres>): Started {
  let postgres: LocalPostgres | undefined;
  beforeAll(async () => {
    postgres = await start();
  });
  afterAll(() => postgres?.close());
  return {
    isPglite,
    get postgres() {
      if (!postgres) throw new Error("not started yet");
      return postgres;
    },
  };
}
