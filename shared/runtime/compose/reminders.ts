import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { dynamodbAudience } from "../../adapters/connections/dynamodb-audience.ts";
import { dynamodbConnections } from "../../adapters/connections/dynamodb-connections.ts";
import { socketAnnouncements } from "../../adapters/connections/socket-announcements.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresFinishedWork } from "../../adapters/postgres/postgres-finished-work.ts";
import { postgresCheckInEnds } from "../../adapters/postgres/reminders/postgres-check-in-ends.ts";
import { postgresOccurrences } from "../../adapters/postgres/reminders/postgres-occurrences.ts";
import { sqsCatchUps } from "../../adapters/queues/sqs-catch-ups.ts";
import { sqsJobQueue } from "../../adapters/queues/sqs-job-queue.ts";
import { sqsRedelivery } from "../../adapters/queues/sqs-redelivery.ts";
import { eventbridgeAlarms } from "../../adapters/scheduler/eventbridge-alarms.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { uuidv7Ids } from "../../adapters/system/uuidv7-ids.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { onDemand } from "../on-demand.ts";
import { composePush } from "./push.ts";
import { composeTotals, redisSettings } from "./redis.ts";
import { composeFrames } from "./sockets.ts";

// A person seldom moves.
const reminders = () => import("../../adapters/postgres/reminders/postgres-reminders.ts");

// Most of what fires is no check-in.
const checkIns = () => import("./check-ins.ts");

/** No handshake waits for the rest of a catch-up. */
const longestAskMs = 3_000;

/** What fires reminders. */
export async function composeReminders() {
  const settings = await loadSettings(
    "DATABASE_URL",
    "AIMI_REMINDERS_QUEUE_URL",
    "AIMI_REMINDERS_QUEUE_ARN",
    "AIMI_SCHEDULE_GROUP",
    "AIMI_SCHEDULE_ROLE_ARN",
    "AIMI_SCHEDULE_DLQ_ARN",
    "AIMI_CONNECTIONS_TABLE",
    "AIMI_CONNECTIONS_URL",
    "AIMI_CHAT_TURNS_QUEUE_URL",
    ...redisSettings,
  );
  const log = createLogger(settings.AIMI_LOG_LEVEL);
  const database = createDatabase({ url: settings.DATABASE_URL });
  const sqs = new SQSClient(awsClientOptions);
  const dynamodb = new DynamoDBClient(awsClientOptions);
  const table = settings.AIMI_CONNECTIONS_TABLE;
  const queueUrl = settings.AIMI_REMINDERS_QUEUE_URL;
  const sockets = {
    audience: dynamodbAudience(dynamodb, table),
    connections: dynamodbConnections(dynamodb, table),
    frames: composeFrames(settings),
  };
  const tally = createTally(systemClock);
  return {
    occurrences: postgresOccurrences(database),
    reminders: onDemand(async () => (await reminders()).postgresReminders(database)),
    finishedWork: postgresFinishedWork(database),
    announcements: socketAnnouncements(sockets),
    catchUps: sqsCatchUps(sqs, queueUrl, longestAskMs),
    push: composePush(settings, database, log),
    checkIns: onDemand(async () =>
      (await checkIns()).composeCheckIns(settings, sqs, { ...sockets, tally, log }),
    ),
    checkInEnds: postgresCheckInEnds(database),
    jobs: sqsJobQueue(sqs, { reminders: queueUrl }),
    alarms: eventbridgeAlarms(new SchedulerClient(awsClientOptions), {
      group: settings.AIMI_SCHEDULE_GROUP,
      queueArn: settings.AIMI_REMINDERS_QUEUE_ARN,
      roleArn: settings.AIMI_SCHEDULE_ROLE_ARN,
      deadLettersArn: settings.AIMI_SCHEDULE_DLQ_ARN,
    }),
    redelivery: sqsRedelivery(sqs, queueUrl),
    tally,
    totals: composeTotals(settings),
    clock: systemClock,
    ids: uuidv7Ids(systemClock),
    log,
  };
}
