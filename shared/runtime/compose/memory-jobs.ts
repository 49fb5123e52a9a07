import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { postgresAppleAccounts } from "../../adapters/postgres/apple/postgres-apple-accounts.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresDeletions } from "../../adapters/postgres/people/erasure/postgres-deletions.ts";
import { postgresErasureSteps } from "../../adapters/postgres/people/erasure/postgres-erasure-steps.ts";
import { postgresPersonTraces } from "../../adapters/postgres/people/erasure/postgres-person-traces.ts";
import { postgresEmbeddings } from "../../adapters/postgres/postgres-embeddings.ts";
import { postgresReembedding } from "../../adapters/postgres/reembedding/postgres-reembedding.ts";
import { postgresOccurrences } from "../../adapters/postgres/reminders/postgres-occurrences.ts";
import { postgresSignIns } from "../../adapters/postgres/sign-ins/postgres-sign-ins.ts";
import { sqsJobQueue } from "../../adapters/queues/sqs-job-queue.ts";
import { sqsRedelivery } from "../../adapters/queues/sqs-redelivery.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { erasureSteps } from "../../domain/users/erasure-steps.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { onDemand } from "../on-demand.ts";
import { composeApple } from "./apple.ts";
import { composeEmbedder } from "./model.ts";
import { composeRevocations, composeTotals, redisSettings } from "./redis.ts";

export async function composeMemoryJobs() {
  const settings = await loadSettings(
    "DATABASE_URL",
    "AIMI_MEMORY_JOBS_QUEUE_URL",
    "AIMI_SCHEDULE_GROUP",
    "AIMI_CONNECTIONS_TABLE",
    "AIMI_CONNECTIONS_URL",
    ...redisSettings,
  );
  const database = createDatabase({ url: settings.DATABASE_URL });
  const log = createLogger(settings.AIMI_LOG_LEVEL);
  const tally = createTally(systemClock);
  const sqs = new SQSClient(awsClientOptions);
  const queueUrl = settings.AIMI_MEMORY_JOBS_QUEUE_URL;
  const revocations = composeRevocations(settings);
  return {
    embeddings: postgresEmbeddings(database),
    embedder: composeEmbedder(settings, { attempts: 3, purpose: "storage", tally }),
    tally,
    totals: composeTotals(settings),
    redelivery: sqsRedelivery(sqs, queueUrl),
    reembedding: postgresReembedding(database),
    deletions: postgresDeletions(database),
    erasureSteps: erasureSteps({
      revocations,
      signIns: postgresSignIns(database),
      liveConnections: onDemand(async () => (await import("./sockets.ts")).composeLiveConnections(settings)),
      appleIds: composeApple(settings, log),
      appleAccounts: postgresAppleAccounts(database),
      log,
      turnStream: onDemand(async () => (await import("./turn-stream.ts")).composeTurnStream(settings)),
      traces: postgresPersonTraces(database),
      occurrences: postgresOccurrences(database),
      alarms: onDemand(async () => (await import("./alarms.ts")).composeAlarmRemoval(settings)),
      stores: postgresErasureSteps(database),
      clock: systemClock,
    }),
    revocations,
    jobs: sqsJobQueue(sqs, { "memory-jobs": queueUrl }),
    clock: systemClock,
    log,
  };
}
