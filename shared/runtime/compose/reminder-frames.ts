import type { SQSClient } from "@aws-sdk/client-sqs";
import { socketAnnouncements } from "../../adapters/connections/socket-announcements.ts";
import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresReminders } from "../../adapters/postgres/reminders/postgres-reminders.ts";
import { sqsJobQueue } from "../../adapters/queues/sqs-job-queue.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { uuidv7Ids } from "../../adapters/system/uuidv7-ids.ts";
import type { Needed } from "../settings.ts";

/** What a frame about a reminder needs and none about a turn does. */
export function composeReminderFrames(
  settings: Needed<"DATABASE_URL" | "AIMI_REMINDERS_QUEUE_URL">,
  sqs: SQSClient,
  sockets: Parameters<typeof socketAnnouncements>[0],
) {
  return {
    reminders: postgresReminders(createDatabase({ url: settings.DATABASE_URL })),
    jobs: sqsJobQueue(sqs, { reminders: settings.AIMI_REMINDERS_QUEUE_URL }),
    announcements: socketAnnouncements(sockets),
    ids: uuidv7Ids(systemClock),
  };
}
