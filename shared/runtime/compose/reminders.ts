import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { sqsJobQueue } from "../../adapters/queues/sqs-job-queue.ts";
import { sqsRedelivery } from "../../adapters/queues/sqs-redelivery.ts";
import { eventbridgeAlarms } from "../../adapters/scheduler/eventbridge-alarms.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { composeTotals, redisSettings } from "./redis.ts";

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
    ...redisSettings,
  );
  const sqs = new SQSClient(awsClientOptions);
  const queueUrl = settings.AIMI_REMINDERS_QUEUE_URL;
  return {
    jobs: sqsJobQueue(sqs, { reminders: queueUrl }),
    alarms: eventbridgeAlarms(new SchedulerClient(awsClientOptions), {
      group: settings.AIMI_SCHEDULE_GROUP,
      queueArn: settings.AIMI_REMINDERS_QUEUE_ARN,
      roleArn: settings.AIMI_SCHEDULE_ROLE_ARN,
      deadLettersArn: settings.AIMI_SCHEDULE_DLQ_ARN,
    }),
    redelivery: sqsRedelivery(sqs, queueUrl),
    tally: createTally(systemClock),
    totals: composeTotals(settings),
    clock: systemClock,
    log: createLogger(settings.AIMI_LOG_LEVEL),
  };
}
