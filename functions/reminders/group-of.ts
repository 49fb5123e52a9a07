import type { ReminderJob } from "#shared/wire/queues/reminder-job.ts";

/** Times of one tenant are worked on together; what is one person's, alone. */
export function groupOf(job: ReminderJob): string {
  switch (job.kind) {
    case "remind":
    case "unschedule":
      return `${job.kind}/${job.tenant_id}`;
    case "catch_up":
      return `${job.kind}/${job.connection_id}/${job.after?.id ?? ""}`;
    case "move_person":
    case "tell_check_in":
      return `${job.kind}/${job.outbox_id}`;
  }
}
