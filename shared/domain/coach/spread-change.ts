import type { JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { Dropped, Waiting } from "../../ports/reminder.ts";
import type { Person } from "../access/person-of.ts";
import { sendNow } from "../outbox/send-now.ts";
import { type Closing, closeOnSockets } from "./close-on-sockets.ts";
import { toRemindEntry } from "./firing/to-remind-entry.ts";
import { toUnscheduleEntry } from "./firing/to-unschedule-entry.ts";

export interface Spreading extends Closing {
  readonly jobs: JobQueue;
}

interface Change {
  readonly person: Person;
  readonly reminderId: string;
  readonly waiting?: Waiting | null;
  /** Another one that waits beside it. */
  readonly beside?: Waiting | null;
  readonly dropped?: readonly Dropped[];
  readonly closed?: readonly string[];
  readonly requestId: string;
  readonly now: number;
}

/** Tells the queue of a reminder's times, and the person's devices of what is over. The store has all of it already. */
export async function spreadChange(ports: Spreading, change: Change): Promise<void> {
  const { person, closed = [], requestId } = change;
  const entries = entriesOf(change);
  await Promise.all([
    sendNow(ports, ...entries),
    closeOnSockets(ports, { whose: person, deliveryIds: closed, requestId }),
  ]);
}

function entriesOf({
  person,
  reminderId,
  waiting,
  beside,
  dropped = [],
  requestId,
  now,
}: Change): OutboxEntry[] {
  const { tenantId } = person;
  // Both may wait for the same time: one letter tells both.
  const times = new Set([waiting, beside].flatMap((each) => each?.dueAt ?? []));
  return [
    ...[...times].map((at) => toRemindEntry({ reminderId, at }, { tenantId, requestId, now })),
    ...dropped
      .filter(({ dueAt }) => dueAt !== waiting?.dueAt)
      .map((each) => toUnscheduleEntry(each, { tenantId, requestId })),
  ];
}
