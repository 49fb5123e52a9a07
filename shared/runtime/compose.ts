import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../adapters/aws/client-options.ts";
import { apiGatewayFrameSender } from "../adapters/connections/api-gateway-frame-sender.ts";
import { dynamodbConnections } from "../adapters/connections/dynamodb-connections.ts";
import { modelsEndpointProbe } from "../adapters/model/models-endpoint-probe.ts";
import { openaiEmbedder } from "../adapters/model/openai-embedder.ts";
import { createDatabase } from "../adapters/postgres/database.ts";
import { postgresEmbeddings } from "../adapters/postgres/postgres-embeddings.ts";
import { postgresMemoryIndex } from "../adapters/postgres/postgres-memory-index.ts";
import { postgresMessages } from "../adapters/postgres/postgres-messages.ts";
import { postgresOutbox } from "../adapters/postgres/postgres-outbox.ts";
import { postgresProbe } from "../adapters/postgres/postgres-probe.ts";
import { sqsJobQueue } from "../adapters/queues/sqs-job-queue.ts";
import { sqsQueueProbe } from "../adapters/queues/sqs-queue-probe.ts";
import { createRedis } from "../adapters/redis/redis-client.ts";
import { redisDirtyMark } from "../adapters/redis/redis-dirty-mark.ts";
import { systemClock } from "../adapters/system/system-clock.ts";
import { uuidv7Ids } from "../adapters/system/uuidv7-ids.ts";
import { createSighting } from "../domain/health/check-health.ts";
import { loadSettings } from "./load-settings.ts";
import { createLogger } from "./logger.ts";
import type { Settings } from "./settings.ts";

const modelSettings = ["AIMI_LLM_BASE_URL", "AIMI_EMBEDDING_MODEL", "AIMI_EMBEDDING_DIMENSIONS"] as const;

/** What the front doors need, HTTP and stream alike. */
export async function composeHttp() {
  const settings = await loadSettings(
    "DATABASE_URL",
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
    "AIMI_MEMORY_JOBS_QUEUE_URL",
    "AIMI_MEMORY_JOBS_DLQ_QUEUE_URL",
    ...modelSettings,
  );
  const log = createLogger(settings.AIMI_LOG_LEVEL);
  const sightings = { database: createSighting(systemClock), llm: createSighting(systemClock) };
  const database = createDatabase({
    url: settings.DATABASE_URL,
    onOutcome: (answered) => sightings.database.note(answered ? "ok" : "unavailable"),
  });
  const sqs = new SQSClient(awsClientOptions);
  const model = { baseUrl: settings.AIMI_LLM_BASE_URL, apiKey: settings.AIMI_LLM_API_KEY ?? "none" };
  return {
    settings,
    ports: {
      messages: postgresMessages(database),
      index: postgresMemoryIndex(database),
      embedder: openaiEmbedder(embedderOptions(settings)),
      jobs: sqsJobQueue(sqs, { "memory-jobs": settings.AIMI_MEMORY_JOBS_QUEUE_URL }),
      dirtyMark: dirtyMark(settings),
      databaseProbe: postgresProbe(database),
      modelProbe: modelsEndpointProbe(model),
      queueProbe: sqsQueueProbe(sqs, [
        {
          name: "memory-jobs",
          url: settings.AIMI_MEMORY_JOBS_QUEUE_URL,
          deadLetterUrl: settings.AIMI_MEMORY_JOBS_DLQ_QUEUE_URL,
        },
      ]),
      sightings,
      clock: systemClock,
      ids: uuidv7Ids(systemClock),
      log,
    },
  };
}

export async function composeMemoryJobs() {
  const settings = await loadSettings("DATABASE_URL", ...modelSettings);
  const database = createDatabase({ url: settings.DATABASE_URL });
  return {
    embeddings: postgresEmbeddings(database),
    embedder: openaiEmbedder(embedderOptions(settings)),
    clock: systemClock,
    log: createLogger(settings.AIMI_LOG_LEVEL),
  };
}

export async function composeOutboxSweep() {
  const settings = await loadSettings(
    "DATABASE_URL",
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
    "AIMI_MEMORY_JOBS_QUEUE_URL",
  );
  return {
    outbox: postgresOutbox(createDatabase({ url: settings.DATABASE_URL })),
    jobs: sqsJobQueue(new SQSClient(awsClientOptions), {
      "memory-jobs": settings.AIMI_MEMORY_JOBS_QUEUE_URL,
    }),
    dirtyMark: dirtyMark(settings),
    clock: systemClock,
    log: createLogger(settings.AIMI_LOG_LEVEL),
  };
}

export async function composeWebSocket() {
  const settings = await loadSettings("AIMI_CONNECTIONS_TABLE", "AIMI_CONNECTIONS_URL");
  return {
    settings,
    ports: {
      connections: dynamodbConnections(new DynamoDBClient(awsClientOptions), settings.AIMI_CONNECTIONS_TABLE),
      frames: apiGatewayFrameSender(
        new ApiGatewayManagementApiClient({ ...awsClientOptions, endpoint: settings.AIMI_CONNECTIONS_URL }),
      ),
      clock: systemClock,
      log: createLogger(settings.AIMI_LOG_LEVEL),
    },
  };
}

type RedisSettings = {
  [Name in "UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN" | "AIMI_STAGE"]: string;
};

function dirtyMark(settings: RedisSettings) {
  const redis = createRedis({
    url: settings.UPSTASH_REDIS_REST_URL,
    token: settings.UPSTASH_REDIS_REST_TOKEN,
  });
  return redisDirtyMark(redis, settings.AIMI_STAGE);
}

function embedderOptions(settings: Settings) {
  return {
    baseUrl: settings.AIMI_EMBEDDING_BASE_URL ?? settings.AIMI_LLM_BASE_URL,
    apiKey: settings.AIMI_EMBEDDING_API_KEY ?? settings.AIMI_LLM_API_KEY ?? "none",
    model: settings.AIMI_EMBEDDING_MODEL,
    dimensions: settings.AIMI_EMBEDDING_DIMENSIONS,
  };
}
