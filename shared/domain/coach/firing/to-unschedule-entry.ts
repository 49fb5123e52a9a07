import type { OutboxEntry } from "../../../ports/outbox.ts";
import type { Dropped } from "../../../ports/reminder.ts";

/** The letter that removes the schedule of a time that stands no more. */
export function toUnscheduleEntry(
  { reminderId, dueAt }: Dropped,
  { tenantId, requestId }: { tenantId: string; requestId: string },
): OutboxEntry {
  return {
    id: `${reminderId}-${dueAt}-gone`,
    tenantId,
    queue: "reminders",
    kind: "unschedule",
    messageIds: [],
    reminderId,
    at: dueAt,
    requestId,
  };
}
