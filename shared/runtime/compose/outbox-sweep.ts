import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresOutbox } from "../../adapters/postgres/postgres-outbox.ts";
import { sqsJobQueue } from "../../adapters/queues/sqs-job-queue.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { composeDirtyMark, composeTotals, redisSettings } from "./redis.ts";

export async function composeOutboxSweep() {
  const settings = await loadSettings(
    "DATABASE_URL",
    ...redisSettings,
    "AIMI_MEMORY_JOBS_QUEUE_URL",
    "AIMI_SESSION_JOBS_QUEUE_URL",
    "AIMI_LEARNING_JOBS_QUEUE_URL",
    "AIMI_REMINDERS_QUEUE_URL",
  );
  return {
    outbox: postgresOutbox(createDatabase({ url: settings.DATABASE_URL })),
    jobs: sqsJobQueue(new SQSClient(awsClientOptions), {
      "memory-jobs": settings.AIMI_MEMORY_JOBS_QUEUE_URL,
      "session-jobs": settings.AIMI_SESSION_JOBS_QUEUE_URL,
      "learning-jobs": settings.AIMI_LEARNING_JOBS_QUEUE_URL,
      reminders: settings.AIMI_REMINDERS_QUEUE_URL,
    }),
    dirtyMark: composeDirtyMark(settings),
    tally: createTally(systemClock),
    totals: composeTotals(settings),
    clock: systemClock,
    log: createLogger(settings.AIMI_LOG_LEVEL),
  };
}
