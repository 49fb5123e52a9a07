import "#shared/runtime/begin-secret.ts";
import type { SQSEvent } from "aws-lambda";
import { toRemindEntry } from "#shared/domain/coach/firing/to-remind-entry.ts";
import { UpstreamUnavailable } from "#shared/errors.ts";
import { composeReminders } from "#shared/runtime/compose/reminders.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { reminderJob } from "#shared/wire/queues/reminder-job.ts";

const ports = await composeReminders();

export async function handler(event: SQSEvent) {
  return await runSqsBatch(event, {
    schema: reminderJob,
    ...ports,
    queue: "reminders",
    groupBy: ({ kind, tenant_id }) => `${kind}/${tenant_id}`,
    work: async (jobs) => {
      const now = ports.clock.now();
      const early = jobs.flatMap((job) => (job.kind === "remind" && job.at > now ? job : []));
      if (early.length < jobs.length) throw new UpstreamUnavailable("what tells reminders");
      const entries = early.map(
        ({ reminder_id: reminderId, at, tenant_id: tenantId, request_id: requestId }) =>
          toRemindEntry({ reminderId, at }, { tenantId, requestId, now }),
      );
      await ports.jobs.send(entries);
      return { waiting: entries.length };
    },
  });
}
