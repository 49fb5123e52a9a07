import type { Occurrences } from "#shared/ports/occurrences.ts";
import type { Reminders } from "#shared/ports/reminders.ts";
import type { Users } from "#shared/ports/users.ts";
import type { ReminderModel } from "./reminder-model.ts";
import type { SimulatedTime } from "./simulated-time.ts";

interface Stores {
  readonly occurrences: Occurrences;
  readonly reminders: Reminders;
  readonly users: Users;
}

/** Stores that tell the model what was written, in its order, whether or not their caller lives to hear it. */
export function witness(
  stores: Stores,
  model: ReminderModel,
  time: SimulatedTime,
  zones: Map<string, string>,
) {
  return (by: string): Stores => ({
    reminders: {
      ...stores.reminders,
      async create(draft) {
        const created = await stores.reminders.create(draft);
        if (created.outcome === "created" && created.isFirst)
          model.created(created.reminder, draft.first!, draft.now);
        return created;
      },
      async change(call) {
        const changed = await stores.reminders.change(call);
        if (changed.outcome === "written") model.changed(call, changed.waiting, changed.reminder);
        return changed;
      },
      async cancel(call) {
        const cancelled = await stores.reminders.cancel(call);
        if (cancelled.outcome === "written") model.cancelled(cancelled.reminder);
        return cancelled;
      },
      async acknowledge(call) {
        const acknowledged = await stores.reminders.acknowledge(call);
        if (acknowledged) model.acknowledged(call.named, acknowledged.reminder);
        return acknowledged;
      },
      async removeDelivery(call) {
        const removed = await stores.reminders.removeDelivery(call);
        if (removed) model.acknowledged(call.named, removed.reminder);
        return removed;
      },
      async snooze(call) {
        const snoozed = await stores.reminders.snooze(call);
        if (snoozed?.outcome === "written") model.snoozed(call, snoozed.reminder);
        return snoozed;
      },
    },
    occurrences: {
      ...stores.occurrences,
      async claim(call) {
        const claimed = await stores.occurrences.claim(call);
        for (const each of claimed) model.claimed(by, each, call.now);
        return claimed;
      },
      async settle(call) {
        const stands = await stores.occurrences.settle(call);
        for (const each of call.settlements) model.settled(each, stands, call.now, time.now());
        return stands;
      },
    },
    users: {
      ...stores.users,
      async change(call) {
        const changed = await stores.users.change(call);
        if (changed && call.change.timeZone) zones.set(call.person.userId, call.change.timeZone);
        return changed;
      },
    },
  });
}
