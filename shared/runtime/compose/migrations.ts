import { fileURLToPath } from "node:url";
import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { readMigrations } from "../../adapters/postgres/migrations/read-migrations.ts";
import { runMigrations } from "../../adapters/postgres/migrations/run-migrations.ts";
import { sqsRedelivery } from "../../adapters/queues/sqs-redelivery.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";

/** The one function that may know the owner's login knows no Redis: its queue is watched from outside. */
const uncounted = { add: async () => undefined };

/** What a deployment runs before anything else changes, and an operator whenever they ask. */
export async function composeMigrations(folder: URL) {
  const settings = await loadSettings("DATABASE_OWNER_URL", "AIMI_MIGRATIONS_QUEUE_URL");
  const log = createLogger(settings.AIMI_LOG_LEVEL);
  const migrations = await readMigrations(fileURLToPath(folder));
  const run = () =>
    runMigrations({
      ownerUrl: settings.DATABASE_OWNER_URL,
      migrations,
      onApplied: (name, durationMs) => log.info("migration applied", { name, duration_ms: durationMs }),
    });
  return {
    run,
    redelivery: sqsRedelivery(new SQSClient(awsClientOptions), settings.AIMI_MIGRATIONS_QUEUE_URL),
    tally: createTally(systemClock),
    totals: uncounted,
    clock: systemClock,
    log,
  };
}
