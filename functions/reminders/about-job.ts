import type { ReminderJob } from "#shared/wire/queues/reminder-job.ts";

/** By which a reminder's letters are found, whichever request they come from. */
export function aboutJob(job: ReminderJob): Readonly<Record<string, unknown>> {
  return { kind: job.kind, ...("reminder_id" in job && { reminder_id: job.reminder_id }) };
}
