import type { Recipient } from "../../../ports/occurrences.ts";
import type { OutboxEntry } from "../../../ports/outbox.ts";

/** Most turns have ended by then. */
const delaySeconds = 20;

interface Tell extends Recipient {
  readonly deliveryId: string;
  readonly turnId: string;
  readonly requestId: string;
}

/** The letter that sees to the end of a check-in; its outbox row is the delivery's. */
export function toTellEntry({ deliveryId, ...tell }: Tell): OutboxEntry {
  return {
    id: deliveryId,
    queue: "reminders",
    kind: "tell_check_in",
    messageIds: [],
    ...tell,
    delaySeconds,
  };
}
