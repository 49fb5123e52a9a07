import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { apiGatewayFrameSender } from "../../adapters/connections/api-gateway-frame-sender.ts";
import { dynamodbAudience } from "../../adapters/connections/dynamodb-audience.ts";
import { dynamodbConnections } from "../../adapters/connections/dynamodb-connections.ts";
import { wireFrames } from "../../adapters/frames/wire-frames.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresMemories } from "../../adapters/postgres/memories/postgres-memories.ts";
import { postgresMemoryIndex } from "../../adapters/postgres/postgres-memory-index.ts";
import { postgresTurns } from "../../adapters/postgres/turns/postgres-turns.ts";
import { sqsJobQueue } from "../../adapters/queues/sqs-job-queue.ts";
import { sqsRedelivery } from "../../adapters/queues/sqs-redelivery.ts";
import { sqsSessionChecks } from "../../adapters/queues/sqs-session-checks.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { uuidv7Ids } from "../../adapters/system/uuidv7-ids.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { onDemand } from "../on-demand.ts";
import { toTurnRules } from "../turn-rules.ts";
import { composeChatModel } from "./chat-model.ts";
import { composeEmbedder } from "./model.ts";
import { composeQueryVectors, composeTotals, redisSettings } from "./redis.ts";
import { composeTurnStream } from "./turn-stream.ts";

const deeds = () => import("../../adapters/postgres/turns/postgres-turn-deeds.ts");
const goals = () => import("../../adapters/postgres/coach/postgres-goals.ts");
const tasks = () => import("../../adapters/postgres/coach/postgres-tasks.ts");
const events = () => import("../../adapters/postgres/coach/postgres-events.ts");
const reminders = () => import("../../adapters/postgres/reminders/postgres-reminders.ts");
const announcements = () => import("../../adapters/connections/socket-announcements.ts");

/** What runs turns. */
export async function composeChatTurn() {
  const settings = await loadSettings(
    "DATABASE_URL",
    "AIMI_CHAT_TURNS_QUEUE_URL",
    "AIMI_MEMORY_JOBS_QUEUE_URL",
    "AIMI_SESSION_JOBS_QUEUE_URL",
    "AIMI_LEARNING_JOBS_QUEUE_URL",
    "AIMI_REMINDERS_QUEUE_URL",
    "AIMI_CONNECTIONS_TABLE",
    "AIMI_CONNECTIONS_URL",
    ...redisSettings,
  );
  const log = createLogger(settings.AIMI_LOG_LEVEL);
  const tally = createTally(systemClock);
  const database = createDatabase({ url: settings.DATABASE_URL });
  const sqs = new SQSClient(awsClientOptions);
  const dynamodb = new DynamoDBClient(awsClientOptions);
  const { AIMI_CONNECTIONS_TABLE: table, AIMI_CONNECTIONS_URL: endpoint } = settings;
  const frames = apiGatewayFrameSender(new ApiGatewayManagementApiClient({ ...awsClientOptions, endpoint }));
  const connections = dynamodbConnections(dynamodb, table);
  const audience = dynamodbAudience(dynamodb, table);
  return {
    rules: toTurnRules(settings),
    ports: {
      turns: postgresTurns(database),
      deeds: onDemand(async () => (await deeds()).postgresTurnDeeds(database)),
      goals: onDemand(async () => (await goals()).postgresGoals(database)),
      tasks: onDemand(async () => (await tasks()).postgresTasks(database)),
      events: onDemand(async () => (await events()).postgresEvents(database)),
      reminders: onDemand(async () => (await reminders()).postgresReminders(database)),
      announcements: onDemand(async () =>
        (await announcements()).socketAnnouncements({ audience, connections, frames }),
      ),
      stream: composeTurnStream(settings),
      encoder: wireFrames,
      frames,
      connections,
      audience,
      model: composeChatModel(settings, { tally }),
      embedder: composeEmbedder(settings, { attempts: 1, purpose: "search", tally }),
      queryVectors: composeQueryVectors(settings, tally),
      index: postgresMemoryIndex(database),
      memories: postgresMemories(database),
      jobs: sqsJobQueue(sqs, {
        "memory-jobs": settings.AIMI_MEMORY_JOBS_QUEUE_URL,
        "session-jobs": settings.AIMI_SESSION_JOBS_QUEUE_URL,
        "learning-jobs": settings.AIMI_LEARNING_JOBS_QUEUE_URL,
        reminders: settings.AIMI_REMINDERS_QUEUE_URL,
      }),
      sessionChecks: sqsSessionChecks(sqs, settings.AIMI_SESSION_JOBS_QUEUE_URL),
      redelivery: sqsRedelivery(sqs, settings.AIMI_CHAT_TURNS_QUEUE_URL),
      tally,
      totals: composeTotals(settings),
      clock: systemClock,
      ids: uuidv7Ids(systemClock),
      log,
    },
  };
}
