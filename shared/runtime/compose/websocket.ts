import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { dynamodbAudience } from "../../adapters/connections/dynamodb-audience.ts";
import { dynamodbConnections } from "../../adapters/connections/dynamodb-connections.ts";
import { sqsCatchUps } from "../../adapters/queues/sqs-catch-ups.ts";
import { sqsTurnQueue } from "../../adapters/queues/sqs-turn-queue.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { createFrontDoor } from "../../domain/access/front-door.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { chatRateOf } from "../chat-rate.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { limitsOf } from "./access.ts";
import { composeGate, composeTotals, redisSettings } from "./redis.ts";
import { composeFrames } from "./sockets.ts";
import { composeTurnStream } from "./turn-stream.ts";

/** A frame is refused where it is over: there is nothing to go by instead. */
const gateDeadlineMs = 1_000;

export async function composeWebSocket() {
  const settings = await loadSettings(
    "DATABASE_URL",
    ...redisSettings,
    "AIMI_CONNECTIONS_TABLE",
    "AIMI_CONNECTIONS_URL",
    "AIMI_CHAT_TURNS_QUEUE_URL",
    "AIMI_REMINDERS_QUEUE_URL",
  );
  const client = new DynamoDBClient(awsClientOptions);
  const sqs = new SQSClient(awsClientOptions);
  const table = settings.AIMI_CONNECTIONS_TABLE;
  const ports = {
    connections: dynamodbConnections(client, table),
    audience: dynamodbAudience(client, table),
    frames: composeFrames(settings),
    gate: composeGate(settings, gateDeadlineMs),
    turnStream: composeTurnStream(settings),
    turnQueue: sqsTurnQueue(sqs, settings.AIMI_CHAT_TURNS_QUEUE_URL),
    catchUps: sqsCatchUps(sqs, settings.AIMI_REMINDERS_QUEUE_URL),
    tally: createTally(systemClock),
    totals: composeTotals(settings),
    clock: systemClock,
    log: createLogger(settings.AIMI_LOG_LEVEL),
  };
  return {
    ports,
    frontDoor: createFrontDoor(ports, limitsOf(settings)),
    chatRatePerMinute: chatRateOf(settings),
    /** Frames of a chat need no Postgres: a cold start carries none. */
    loadReminders: async () =>
      (await import("./reminder-frames.ts")).composeReminderFrames(settings, sqs, ports),
  };
}
