import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { dynamodbAudience } from "../../adapters/connections/dynamodb-audience.ts";
import { dynamodbConnections } from "../../adapters/connections/dynamodb-connections.ts";
import { socketAnnouncements } from "../../adapters/connections/socket-announcements.ts";
import { postgresConversations } from "../../adapters/postgres/conversations/postgres-conversations.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresSessions } from "../../adapters/postgres/sessions/postgres-sessions.ts";
import { sqsJobQueue } from "../../adapters/queues/sqs-job-queue.ts";
import { sqsRedelivery } from "../../adapters/queues/sqs-redelivery.ts";
import { sqsSessionChecks } from "../../adapters/queues/sqs-session-checks.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { uuidv7Ids } from "../../adapters/system/uuidv7-ids.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import type { SessionRules } from "../../domain/sessions/session-needs.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { composeChatModel } from "./chat-model.ts";
import { composeTotals, redisSettings } from "./redis.ts";
import { composeFrames } from "./sockets.ts";
import { composeTurnStream } from "./turn-stream.ts";

export async function composeSessionJobs() {
  const settings = await loadSettings(
    "DATABASE_URL",
    "AIMI_MEMORY_JOBS_QUEUE_URL",
    "AIMI_SESSION_JOBS_QUEUE_URL",
    "AIMI_LEARNING_JOBS_QUEUE_URL",
    "AIMI_CONNECTIONS_TABLE",
    "AIMI_CONNECTIONS_URL",
    ...redisSettings,
  );
  const tally = createTally(systemClock);
  const database = createDatabase({ url: settings.DATABASE_URL });
  const sqs = new SQSClient(awsClientOptions);
  const dynamodb = new DynamoDBClient(awsClientOptions);
  const { AIMI_CONNECTIONS_TABLE: table, AIMI_SESSION_JOBS_QUEUE_URL: queueUrl } = settings;
  const rules: SessionRules = {
    idleMs: settings.AIMI_SESSION_CACHE_TTL * 1_000,
    model: settings.AIMI_EMBEDDING_MODEL,
  };
  return {
    rules,
    conversations: postgresConversations(database),
    sessions: postgresSessions(database),
    turnStream: composeTurnStream(settings),
    checks: sqsSessionChecks(sqs, queueUrl),
    jobs: sqsJobQueue(sqs, {
      "memory-jobs": settings.AIMI_MEMORY_JOBS_QUEUE_URL,
      "learning-jobs": settings.AIMI_LEARNING_JOBS_QUEUE_URL,
    }),
    chatModel: composeChatModel(settings, { tally }),
    announcements: socketAnnouncements({
      audience: dynamodbAudience(dynamodb, table),
      connections: dynamodbConnections(dynamodb, table),
      frames: composeFrames(settings),
    }),
    redelivery: sqsRedelivery(sqs, queueUrl),
    tally,
    totals: composeTotals(settings),
    clock: systemClock,
    ids: uuidv7Ids(systemClock),
    log: createLogger(settings.AIMI_LOG_LEVEL),
  };
}
