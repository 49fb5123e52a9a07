import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { modelsEndpointProbe } from "../../adapters/model/models-endpoint-probe.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresMemories } from "../../adapters/postgres/memories/postgres-memories.ts";
import { postgresAuditLog } from "../../adapters/postgres/people/administration/postgres-audit-log.ts";
import { postgresTenantUsers } from "../../adapters/postgres/people/administration/postgres-tenant-users.ts";
import { postgresDeletions } from "../../adapters/postgres/people/erasure/postgres-deletions.ts";
import { postgresConsents } from "../../adapters/postgres/people/postgres-consents.ts";
import { postgresPushDevices } from "../../adapters/postgres/people/postgres-push-devices.ts";
import { postgresUsers } from "../../adapters/postgres/people/postgres-users.ts";
import { postgresPersonRecords } from "../../adapters/postgres/people/records/postgres-person-records.ts";
import { postgresApiKeys } from "../../adapters/postgres/postgres-api-keys.ts";
import { postgresFailedJobs } from "../../adapters/postgres/postgres-failed-jobs.ts";
import { postgresMemoryIndex } from "../../adapters/postgres/postgres-memory-index.ts";
import { postgresMessages } from "../../adapters/postgres/postgres-messages.ts";
import { postgresProbe } from "../../adapters/postgres/postgres-probe.ts";
import { postgresTenants } from "../../adapters/postgres/postgres-tenants.ts";
import { postgresReembedding } from "../../adapters/postgres/reembedding/postgres-reembedding.ts";
import { postgresArchive } from "../../adapters/postgres/retention/postgres-archive.ts";
import { postgresRetentionPolicies } from "../../adapters/postgres/retention/postgres-retention-policies.ts";
import { postgresRetentionRuns } from "../../adapters/postgres/retention/postgres-retention-runs.ts";
import { postgresRetentionWork } from "../../adapters/postgres/retention/postgres-retention-work.ts";
import { postgresSignIns } from "../../adapters/postgres/sign-ins/postgres-sign-ins.ts";
import { sqsDeadLetters } from "../../adapters/queues/sqs-dead-letters.ts";
import { sqsJobQueue } from "../../adapters/queues/sqs-job-queue.ts";
import { sqsQueueProbe } from "../../adapters/queues/sqs-queue-probe.ts";
import { sqsRetentionQueue } from "../../adapters/queues/sqs-retention-queue.ts";
import { createRedis } from "../../adapters/redis/redis-client.ts";
import { redisRevocations } from "../../adapters/redis/redis-front-door.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { uuidv7Ids } from "../../adapters/system/uuidv7-ids.ts";
import { createSighting } from "../../domain/health/check-health.ts";
import { rememberDepths } from "../../domain/health/remember-depths.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { composeAccessTokens } from "./access-tokens.ts";
import { composeEmbedder } from "./model.ts";
import { onDemandLiveConnections, onDemandTickets } from "./on-demand.ts";
import { composeGate, composeQueryVectors, composeTotals, redisSettings } from "./redis.ts";

/** What the front doors need, HTTP and stream alike. */
export async function composeHttp() {
  const settings = await loadSettings(
    "DATABASE_URL",
    ...redisSettings,
    "AIMI_JWT_SECRET",
    "AIMI_MEMORY_JOBS_QUEUE_URL",
    "AIMI_MEMORY_JOBS_DLQ_QUEUE_URL",
    "AIMI_RETENTION_JOBS_QUEUE_URL",
    "AIMI_RETENTION_JOBS_DLQ_QUEUE_URL",
    "AIMI_TICKETS_TABLE",
    "AIMI_CONNECTIONS_TABLE",
    "AIMI_CONNECTIONS_URL",
  );
  const log = createLogger(settings.AIMI_LOG_LEVEL);
  const tally = createTally(systemClock);
  const sightings = { database: createSighting(systemClock), llm: createSighting(systemClock) };
  const database = createDatabase({
    url: settings.DATABASE_URL,
    onOutcome: (answered) => sightings.database.note(answered ? "ok" : "unavailable"),
  });
  const apiKeys = postgresApiKeys(database);
  const redis = { url: settings.UPSTASH_REDIS_REST_URL, token: settings.UPSTASH_REDIS_REST_TOKEN };
  const sqs = new SQSClient(awsClientOptions);
  const queueProbe = sqsQueueProbe(sqs, [
    {
      name: "memory-jobs",
      url: settings.AIMI_MEMORY_JOBS_QUEUE_URL,
      deadLetterUrl: settings.AIMI_MEMORY_JOBS_DLQ_QUEUE_URL,
    },
    {
      name: "retention-jobs",
      url: settings.AIMI_RETENTION_JOBS_QUEUE_URL,
      deadLetterUrl: settings.AIMI_RETENTION_JOBS_DLQ_QUEUE_URL,
    },
  ]);
  const model = { baseUrl: settings.AIMI_LLM_BASE_URL, apiKey: settings.AIMI_LLM_API_KEY ?? "none" };
  return {
    settings,
    ports: {
      messages: postgresMessages(database),
      memories: postgresMemories(database),
      index: postgresMemoryIndex(database),
      embedder: composeEmbedder(settings, { attempts: 1, purpose: "search", tally }),
      jobs: sqsJobQueue(sqs, { "memory-jobs": settings.AIMI_MEMORY_JOBS_QUEUE_URL }),
      failedJobs: postgresFailedJobs(database),
      reembedding: postgresReembedding(database),
      deadLetters: sqsDeadLetters(sqs, {
        "memory-jobs": settings.AIMI_MEMORY_JOBS_DLQ_QUEUE_URL,
        "retention-jobs": settings.AIMI_RETENTION_JOBS_DLQ_QUEUE_URL,
      }),
      queryVectors: composeQueryVectors(settings, tally),
      apiKeys,
      keyRegister: apiKeys,
      accessTokens: composeAccessTokens(settings),
      tenants: postgresTenants(database),
      signIns: postgresSignIns(database),
      users: postgresUsers(database),
      pushDevices: postgresPushDevices(database),
      consents: postgresConsents(database),
      personRecords: postgresPersonRecords(database),
      deletions: postgresDeletions(database),
      tenantUsers: postgresTenantUsers(database),
      auditLog: postgresAuditLog(database),
      archive: postgresArchive(database),
      retentionPolicies: postgresRetentionPolicies(database),
      retentionRuns: postgresRetentionRuns(database),
      retentionWork: postgresRetentionWork(database),
      retentionQueue: sqsRetentionQueue(sqs, settings.AIMI_RETENTION_JOBS_QUEUE_URL),
      gate: composeGate(settings),
      revocations: redisRevocations(createRedis(redis), settings.AIMI_STAGE, systemClock),
      tickets: onDemandTickets(settings.AIMI_TICKETS_TABLE),
      liveConnections: onDemandLiveConnections({
        table: settings.AIMI_CONNECTIONS_TABLE,
        url: settings.AIMI_CONNECTIONS_URL,
      }),
      databaseProbe: postgresProbe(database),
      modelProbe: modelsEndpointProbe(model),
      queueProbe,
      rememberedQueues: rememberDepths(queueProbe, systemClock),
      tally,
      totals: composeTotals(settings),
      sightings,
      clock: systemClock,
      ids: uuidv7Ids(systemClock),
      log,
    },
  };
}
