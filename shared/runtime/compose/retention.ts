import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { dynamodbConnectionSweep } from "../../adapters/connections/dynamodb-connection-sweep.ts";
import { createDatabase, type Database } from "../../adapters/postgres/database.ts";
import { postgresAnswerSweep } from "../../adapters/postgres/kept-answers/postgres-answer-sweep.ts";
import { postgresDisabledUsers } from "../../adapters/postgres/people/administration/postgres-disabled-users.ts";
import { postgresFailedJobSweep } from "../../adapters/postgres/postgres-failed-job-sweep.ts";
import { postgresRetentionRuns } from "../../adapters/postgres/retention/postgres-retention-runs.ts";
import { postgresRetentionWork } from "../../adapters/postgres/retention/postgres-retention-work.ts";
import { postgresRunSweep } from "../../adapters/postgres/retention/postgres-run-sweep.ts";
import { sqsRetentionQueue } from "../../adapters/queues/sqs-retention-queue.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { uuidv7Ids } from "../../adapters/system/uuidv7-ids.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import type { Needed } from "../settings.ts";
import { composeRevocations, composeTotals, redisSettings } from "./redis.ts";

const needed = ["DATABASE_URL", "AIMI_RETENTION_JOBS_QUEUE_URL", ...redisSettings] as const;
type RetentionSettings = Needed<(typeof needed)[number]>;

export async function composeRetention() {
  const settings = await loadSettings(...needed);
  return portsOf(settings, createDatabase({ url: settings.DATABASE_URL }));
}

/** The nightly start goes over the traces of sockets, who is disabled, kept answers, old runs and failed jobs, too. */
export async function composeNight() {
  const settings = await loadSettings(...needed, "AIMI_CONNECTIONS_TABLE");
  const database = createDatabase({ url: settings.DATABASE_URL });
  const dynamodb = new DynamoDBClient(awsClientOptions);
  return {
    ...portsOf(settings, database),
    connectionSweep: dynamodbConnectionSweep(dynamodb, settings.AIMI_CONNECTIONS_TABLE),
    disabledUsers: postgresDisabledUsers(database),
    revocations: composeRevocations(settings),
    failedJobSweep: postgresFailedJobSweep(database),
    answerSweep: postgresAnswerSweep(database),
    runSweep: postgresRunSweep(database),
  };
}

/** What the nightly start and the workers of retention need alike. */
function portsOf(settings: RetentionSettings, database: Database) {
  return {
    retentionRuns: postgresRetentionRuns(database),
    retentionWork: postgresRetentionWork(database),
    retentionQueue: sqsRetentionQueue(
      new SQSClient(awsClientOptions),
      settings.AIMI_RETENTION_JOBS_QUEUE_URL,
    ),
    tally: createTally(systemClock),
    totals: composeTotals(settings),
    clock: systemClock,
    ids: uuidv7Ids(systemClock),
    log: createLogger(settings.AIMI_LOG_LEVEL),
  };
}
