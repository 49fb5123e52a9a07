import { Client } from "pg";
import { startPostgres } from "#local/postgres/start-postgres.ts";
import { readMigrations } from "#shared/adapters/postgres/migrations/read-migrations.ts";
import { runMigrations } from "#shared/adapters/postgres/migrations/run-migrations.ts";

export interface OwnDatabase {
  readonly appUrl: string;
  readonly ownerUrl: string;
  close(): Promise<void>;
}

/** A database of a suite's own, for what concerns all tenants at once. */
export async function startOwnDatabase(): Promise<OwnDatabase> {
  const upstream = process.env.AIMI_LOCAL_POSTGRES_URL;
  const database = `aimi_contract_${process.pid}_${Date.now()}`;
  const postgres = await startPostgres({ dataDir: null, database, ...(upstream && { upstream }) });
  return {
    appUrl: postgres.appUrl,
    ownerUrl: postgres.ownerUrl,
    async close() {
      await postgres.close();
      if (upstream) await dropDatabase(upstream, database);
    },
  };
}

export async function startMigratedDatabase(): Promise<OwnDatabase> {
  const database = await startOwnDatabase();
  const migrations = await readMigrations(new URL("../../migrations", import.meta.url).pathname);
  await runMigrations({ ownerUrl: database.ownerUrl, migrations });
  return database;
}

async function dropDatabase(upstream: string, database: string): Promise<void> {
  const client = new Client({ connectionString: upstream });
  await client.connect();
  try {
    await client.query(`drop database if exists "${database}" with (force)`);
  } finally {
    await client.end();
  }
}
