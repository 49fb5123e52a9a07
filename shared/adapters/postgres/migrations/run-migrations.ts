import { Client, neonConfig } from "@neondatabase/serverless";
import { reachWithoutTls } from "../reach-without-tls.ts";
import type { Migration } from "./read-migrations.ts";

export interface MigrationReport {
  readonly applied: readonly string[];
  readonly alreadyApplied: number;
}

export class EditedMigration extends Error {
  readonly migration: string;

  constructor(migration: string) {
    super(`${migration} was edited after it ran; restore it and write the change as a new migration`);
    this.name = "EditedMigration";
    this.migration = migration;
  }
}

export class MigrationFailed extends Error {
  readonly migration: string;
  /** Postgres' own, if it was Postgres that refused. */
  readonly code: unknown;

  constructor(migration: string, cause: unknown) {
    super(`${migration} failed: ${cause instanceof Error ? cause.message : cause}`, { cause });
    this.name = "MigrationFailed";
    this.migration = migration;
    this.code = (cause as { code?: unknown } | undefined)?.code;
  }
}

/** One runner at a time: the lock belongs to this connection and goes with it. */
const lockKey = 4_201_966;
const connectDeadlineMs = 15_000;

/** Runs what has not run yet, in order, under a lock, over a direct connection as the owner. */
export async function runMigrations(options: {
  ownerUrl: string;
  migrations: readonly Migration[];
  onApplied?: (name: string, durationMs: number) => void;
}): Promise<MigrationReport> {
  reachWithoutTls(neonConfig, options.ownerUrl);
  const client = new Client({
    connectionString: options.ownerUrl,
    connectionTimeoutMillis: connectDeadlineMs,
  });
  client.neonConfig.pipelineConnect = false;
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    const known = await readKnown(client);
    refuseEdited(options.migrations, known);
    const due = options.migrations.filter(({ name }) => !known.has(name));
    for (const migration of due) {
      const startedAt = performance.now();
      await apply(client, migration);
      options.onApplied?.(migration.name, Math.round(performance.now() - startedAt));
    }
    return { applied: due.map(({ name }) => name), alreadyApplied: known.size };
  } finally {
    await client.end();
  }
}

async function readKnown(client: Client): Promise<Map<string, string>> {
  await client.query(`create table if not exists schema_migrations (
    name text primary key, checksum text not null, applied_at timestamptz(3) not null default now())`);
  const { rows } = await client.query<{ name: string; checksum: string }>(
    "select name, checksum from schema_migrations",
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

/** A database may know more than this release: a rollback leaves it ahead, and that is fine. */
function refuseEdited(migrations: readonly Migration[], known: ReadonlyMap<string, string>): void {
  for (const { name, checksum } of migrations) {
    const applied = known.get(name);
    if (applied !== undefined && applied !== checksum) throw new EditedMigration(name);
  }
}

async function apply(client: Client, migration: Migration): Promise<void> {
  try {
    if (migration.noTransaction) await runStatements(client, migration);
    else await runInTransaction(client, migration);
  } catch (error) {
    throw new MigrationFailed(migration.name, error);
  }
}

async function runInTransaction(client: Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await runStatements(client, migration);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function runStatements(client: Client, { name, checksum, statements }: Migration): Promise<void> {
  for (const statement of statements) await client.query(statement);
  await client.query("insert into schema_migrations (name, checksum) values ($1, $2)", [name, checksum]);
}
