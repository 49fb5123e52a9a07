import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresLearning } from "../../adapters/postgres/learning/postgres-learning.ts";
import { sqsJobQueue } from "../../adapters/queues/sqs-job-queue.ts";
import { sqsRedelivery } from "../../adapters/queues/sqs-redelivery.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { uuidv7Ids } from "../../adapters/system/uuidv7-ids.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { composeChatModel } from "./chat-model.ts";
import { composeEmbedder } from "./model.ts";
import { composeTotals, redisSettings } from "./redis.ts";

export async function composeLearningJobs() {
  const settings = await loadSettings(
    "DATABASE_URL",
    "AIMI_LEARNING_JOBS_QUEUE_URL",
    "AIMI_MEMORY_JOBS_QUEUE_URL",
    ...redisSettings,
  );
  const tally = createTally(systemClock);
  const sqs = new SQSClient(awsClientOptions);
  return {
    learning: postgresLearning(createDatabase({ url: settings.DATABASE_URL })),
    chatModel: composeChatModel(settings, { tally }),
    embedder: composeEmbedder(settings, { attempts: 2, purpose: "storage", tally }),
    jobs: sqsJobQueue(sqs, { "memory-jobs": settings.AIMI_MEMORY_JOBS_QUEUE_URL }),
    redelivery: sqsRedelivery(sqs, settings.AIMI_LEARNING_JOBS_QUEUE_URL),
    tally,
    totals: composeTotals(settings),
    clock: systemClock,
    ids: uuidv7Ids(systemClock),
    log: createLogger(settings.AIMI_LOG_LEVEL),
  };
}
