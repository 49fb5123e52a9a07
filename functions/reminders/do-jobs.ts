import { catchUp } from "#shared/domain/coach/firing/catch-up.ts";
import { fireReminders } from "#shared/domain/coach/firing/fire-reminders.ts";
import { movePerson } from "#shared/domain/coach/firing/move-person.ts";
import { tellCheckIn } from "#shared/domain/coach/firing/tell-check-in.ts";
import { unschedule } from "#shared/domain/coach/firing/unschedule.ts";
import type { ReminderJob } from "#shared/wire/queues/reminder-job.ts";

type Needs = Parameters<typeof fireReminders>[0] &
  Parameters<typeof unschedule>[0] &
  Parameters<typeof movePerson>[0] &
  Parameters<typeof tellCheckIn>[0] &
  Parameters<typeof catchUp>[0];
type Done =
  | Readonly<Record<string, unknown>>
  | readonly PromiseSettledResult<Readonly<Record<string, unknown>>>[];

/** A group holds jobs of one kind and one tenant. */
export async function doJobs(ports: Needs, jobs: readonly ReminderJob[]): Promise<Done> {
  const first = jobs[0]!;
  const { tenant_id: tenantId, request_id: requestId } = first;
  switch (first.kind) {
    case "remind":
      return await fireReminders(ports, { tenantId, jobs: jobs.flatMap(toMoments) });
    case "unschedule":
      return await unschedule(ports, { tenantId, jobs: jobs.flatMap(toMoments) });
    case "move_person":
      return await movePerson(ports, { id: first.outbox_id, recipient: toRecipient(first), requestId });
    case "catch_up": {
      const { connection_id: connectionId, after } = first;
      const heard = after ? { id: after.id, dueAt: after.due_at } : null;
      return await catchUp(ports, { recipient: toRecipient(first), connectionId, after: heard, requestId });
    }
    case "tell_check_in": {
      const { outbox_id: deliveryId, turn_id: turnId } = first;
      return await tellCheckIn(ports, { deliveryId, turnId, recipient: toRecipient(first), requestId });
    }
  }
}

function toMoments(job: ReminderJob) {
  if (job.kind !== "remind" && job.kind !== "unschedule") return [];
  return { reminderId: job.reminder_id, at: job.at, requestId: job.request_id };
}

function toRecipient(job: { tenant_id: string; user_id: string; owner_id: string }) {
  return { tenantId: job.tenant_id, userId: job.user_id, ownerId: job.owner_id };
}
