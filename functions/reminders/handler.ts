import "#shared/runtime/begin-secret.ts";
import type { SQSEvent } from "aws-lambda";
import { composeReminders } from "#shared/runtime/compose/reminders.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { reminderJob } from "#shared/wire/queues/reminder-job.ts";
import { doJobs } from "./do-jobs.ts";
import { groupOf } from "./group-of.ts";

const ports = await composeReminders();

export async function handler(event: SQSEvent) {
  return await runSqsBatch(event, {
    schema: reminderJob,
    ...ports,
    queue: "reminders",
    groupBy: groupOf,
    atOnce: true,
    work: (jobs) => doJobs(ports, jobs),
  });
}
