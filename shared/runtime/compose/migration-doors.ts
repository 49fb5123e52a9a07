import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Database } from "../../adapters/postgres/database.ts";
import { postgresMigrations } from "../../adapters/postgres/migrations/postgres-migrations.ts";
import { sqsMigrationQueue } from "../../adapters/queues/sqs-migration-queue.ts";
import type { MigrationQueue, Migrations } from "../../ports/migrations.ts";
import type { Needed } from "../settings.ts";

/** The files stay with the function that runs them; their names are known to whoever bundles. */
export function composeMigrationState(database: Database): Migrations {
  return postgresMigrations(database, MIGRATION_NAMES.split(","));
}

export function composeMigrationQueue(
  settings: Needed<"AIMI_MIGRATIONS_QUEUE_URL">,
  client: SQSClient,
): MigrationQueue {
  return sqsMigrationQueue(client, settings.AIMI_MIGRATIONS_QUEUE_URL);
}
