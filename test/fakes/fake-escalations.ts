import type { Dropped, Waiting } from "#shared/ports/reminder.ts";
import {
  type FakeReminderStore,
  forgetUnschedule,
  type KeptReminder,
  leave,
  looksAt,
  occurrencesOf,
  unschedule,
} from "./fake-reminder-store.ts";

export const mostEscalations = 2;

/** Whether what is open of it is to be told again. */
export function mayEscalate({ escalateAfterSeconds, channel }: KeptReminder): boolean {
  return escalateAfterSeconds !== null && channel !== "inbox";
}

/** What is open is told again by what its reminder says now, counted from when it was told. */
export function escalateAnew(
  store: FakeReminderStore,
  reminder: KeptReminder,
  call: { readonly now: number; readonly requestId: string },
): { waiting: Waiting | null; dropped: readonly Dropped[] } {
  const { now, requestId } = call;
  const told = occurrencesOf(store, reminder.id).find(
    ({ state, settledAt }) => state === "due" && settledAt !== null,
  );
  const nothing = { waiting: null, dropped: [] };
  if (!told) return nothing;
  const { id, reminderId, tenantId, escalateAt: old, escalations, leaseUntil } = told;
  const isWanted = mayEscalate(reminder) && escalations < mostEscalations;
  if (isWanted && leaseUntil !== null && leaseUntil > now) return nothing;
  const afterMs = (escalations + 1) * (reminder.escalateAfterSeconds ?? 0) * 1_000;
  const escalateAt = isWanted ? Math.max(now, told.settledAt! + afterMs) : null;
  store.occurrences.set(id, { ...told, escalateAt });
  if (escalateAt === null) store.people.memory.outbox.delete(id);
  else {
    leave(store, told, { at: escalateAt, dueAt: looksAt(escalateAt, now), requestId });
    forgetUnschedule(store, { reminderId, dueAt: escalateAt });
  }
  const isOver = old !== null && old !== escalateAt;
  return {
    waiting: escalateAt === null ? null : { id, dueAt: escalateAt },
    dropped: isOver ? unschedule(store, { tenantId, reminderId, dueAt: old }, call) : [],
  };
}
