import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientOptions } from "#shared/adapters/aws/client-options.ts";
import { apiGatewayFrameSender } from "#shared/adapters/connections/api-gateway-frame-sender.ts";
import { dynamodbAudience } from "#shared/adapters/connections/dynamodb-audience.ts";
import { dynamodbConnections } from "#shared/adapters/connections/dynamodb-connections.ts";
import { socketAnnouncements } from "#shared/adapters/connections/socket-announcements.ts";
import { wireFrames } from "#shared/adapters/frames/wire-frames.ts";
import { openaiChatModel } from "#shared/adapters/model/openai-chat-model.ts";
import { openaiEmbedder } from "#shared/adapters/model/openai-embedder.ts";
import { steadyChatModel } from "#shared/adapters/model/steady-chat-model.ts";
import { steadyEmbedder } from "#shared/adapters/model/steady-embedder.ts";
import { postgresEvents } from "#shared/adapters/postgres/coach/postgres-events.ts";
import { postgresGoals } from "#shared/adapters/postgres/coach/postgres-goals.ts";
import { postgresTasks } from "#shared/adapters/postgres/coach/postgres-tasks.ts";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresMemories } from "#shared/adapters/postgres/memories/postgres-memories.ts";
import { postgresMemoryIndex } from "#shared/adapters/postgres/postgres-memory-index.ts";
import { postgresReminders } from "#shared/adapters/postgres/reminders/postgres-reminders.ts";
import { postgresTurnDeeds } from "#shared/adapters/postgres/turns/postgres-turn-deeds.ts";
import { postgresTurns } from "#shared/adapters/postgres/turns/postgres-turns.ts";
import { sqsJobQueue } from "#shared/adapters/queues/sqs-job-queue.ts";
import { sqsRedelivery } from "#shared/adapters/queues/sqs-redelivery.ts";
import { sqsSessionChecks } from "#shared/adapters/queues/sqs-session-checks.ts";
import { sqsTurnQueue } from "#shared/adapters/queues/sqs-turn-queue.ts";
import { createRedis } from "#shared/adapters/redis/redis-client.ts";
import { redisDirtyMark } from "#shared/adapters/redis/redis-dirty-mark.ts";
import { redisGate } from "#shared/adapters/redis/redis-front-door.ts";
import { redisQueryVectors } from "#shared/adapters/redis/redis-query-vectors.ts";
import { redisTotals } from "#shared/adapters/redis/redis-totals.ts";
import { redisTurnStream } from "#shared/adapters/redis/turns/redis-turn-stream.ts";
import { systemClock } from "#shared/adapters/system/system-clock.ts";
import { uuidv7Ids } from "#shared/adapters/system/uuidv7-ids.ts";
import { createTally } from "#shared/domain/metrics/create-tally.ts";
import type { Logger } from "#shared/runtime/logger.ts";
import type { Lane } from "./start-lane.ts";
import { dimensions } from "./start-moody-model.ts";
import { connectionsTable, type World } from "./start-world.ts";

export type RunPorts = ReturnType<typeof composePorts>;

const place = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };

/** The real adapters of one run, for all of its invocations; its keys in Redis bear its name. */
export function composePorts(world: World, lane: Lane, stage: string, log: Logger) {
  const database = createDatabase({ url: world.databaseUrl });
  const redis = createRedis(lane.redis);
  const dynamodb = new DynamoDBClient({ ...awsClientOptions, ...place, endpoint: world.aws.url });
  const tally = createTally(systemClock);
  const clock = systemClock;
  const stream = redisTurnStream(redis, { stage, sessionSeconds: 600, sessionMaxMessages: 30 });
  const server = { baseUrl: world.model.url, apiKey: "moody" };
  const management = { ...awsClientOptions, ...place, endpoint: lane.connectionsUrl };
  const frames = apiGatewayFrameSender(new ApiGatewayManagementApiClient(management));
  const connections = dynamodbConnections(dynamodb, connectionsTable);
  const audience = dynamodbAudience(dynamodb, connectionsTable);
  return {
    turns: postgresTurns(database),
    deeds: postgresTurnDeeds(database),
    goals: postgresGoals(database),
    tasks: postgresTasks(database),
    events: postgresEvents(database),
    reminders: postgresReminders(database),
    announcements: socketAnnouncements({ audience, connections, frames }),
    stream,
    turnStream: stream,
    turnQueue: sqsTurnQueue(lane.sqs, lane.urls.turns),
    encoder: wireFrames,
    frames,
    connections,
    audience,
    model: steadyChatModel(
      openaiChatModel({ ...server, model: "moody", temperature: 0.7, maxTokens: 2_000 }),
      { clock, purpose: "chat", tally },
    ),
    embedder: steadyEmbedder(openaiEmbedder({ ...server, model: "moody", dimensions }), {
      ...{ clock, attempts: 1, purpose: "search", tally },
    }),
    queryVectors: redisQueryVectors(redis, stage, tally),
    index: postgresMemoryIndex(database),
    memories: postgresMemories(database),
    dirtyMark: redisDirtyMark(redis, stage),
    jobs: sqsJobQueue(lane.sqs, {
      "memory-jobs": lane.urls.memoryJobs,
      "session-jobs": lane.urls.sessionJobs,
    }),
    sessionChecks: sqsSessionChecks(lane.sqs, lane.urls.sessionJobs),
    redelivery: sqsRedelivery(lane.sqs, lane.urls.turns),
    gate: redisGate(redis, stage),
    totals: redisTotals(redis, stage),
    tally,
    clock,
    ids: uuidv7Ids(clock),
    log,
  };
}
