import type { Moment } from "../../../ports/occurrences.ts";
import type { OutboxEntry } from "../../../ports/outbox.ts";

/** What SQS holds back for at most. What is further ahead comes at once: it needs a schedule. */
export const longestHeldMs = 900_000;

/** The letter that looks at a reminder at an instant, held back until then. */
export function toRemindEntry(
  { reminderId, at }: Moment,
  { tenantId, requestId, now }: { tenantId: string; requestId: string; now: number },
): OutboxEntry {
  const ahead = at - now;
  const held = ahead > 0 && ahead <= longestHeldMs;
  return {
    id: `${reminderId}-${at}`,
    tenantId,
    queue: "reminders",
    kind: "remind",
    messageIds: [],
    reminderId,
    at,
    ...(held && { delaySeconds: Math.ceil(ahead / 1_000) }),
    requestId,
  };
}
