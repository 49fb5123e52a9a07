import { type Delivery, mostCheckIns, mostReminders } from "#shared/ports/reminder.ts";
import type {
  AcknowledgedReminder,
  ChangedReminder,
  ChangeReminder,
  Named,
  Reminders,
} from "#shared/ports/reminders.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { escalateAnew } from "./fake-escalations.ts";
import { seePerson } from "./fake-people-store.ts";
import {
  close,
  drop,
  type FakeReminderStore,
  finishClosed,
  type KeptOccurrence,
  type KeptReminder,
  occurrencesOf,
  refresh,
  toReminder,
  wait,
  zoneOf,
} from "./fake-reminder-store.ts";
import { pageOf } from "./page-of.ts";

const dayMs = 86_400_000;

export function fakeReminders(store: FakeReminderStore): Reminders {
  const isOpen = ({ state }: KeptOccurrence) => state === "due";
  const isWaiting = ({ state }: KeptOccurrence) => state === "waiting";
  const isShown = (each: KeptOccurrence) => !isWaiting(each) && each.removedAt === null;

  function find({ ownerId }: ActingUser, id: string): KeptReminder | undefined {
    const kept = store.reminders.get(id);
    return kept?.ownerId === ownerId ? kept : undefined;
  }

  function hasEnough({ ownerId }: ActingUser, kind: KeptReminder["kind"]): boolean {
    const mine = [...store.occurrences.values()].filter((each) => each.ownerId === ownerId);
    const going = mine.filter((each) => isWaiting(each) || (isOpen(each) && each.settledAt === null));
    const checkIns = new Set(going.filter((each) => each.kind === "check_in").map((each) => each.reminderId));
    return (
      mine.filter(isWaiting).length >= mostReminders || (kind === "check_in" && checkIns.size >= mostCheckIns)
    );
  }

  function findNamed(person: ActingUser, named: Named) {
    if ("id" in named) {
      const reminder = find(person, named.id);
      return { reminder: reminder?.kind === "reminder" ? reminder : undefined, delivery: null };
    }
    const delivery = store.occurrences.get(named.deliveryId);
    if (!delivery || !isShown(delivery)) return { reminder: undefined, delivery: null };
    return { reminder: find(person, delivery.reminderId), delivery };
  }

  function written(id: string, rest: Partial<Extract<ChangedReminder, { outcome: "written" }>> = {}) {
    const reminder = toReminder(store, refresh(store, id));
    return { outcome: "written" as const, waiting: null, dropped: [], closed: [], ...rest, reminder };
  }

  /** Nothing is another than it was, and the one time that waits may be given again. */
  function leaves(
    kept: KeptReminder,
    change: ChangeReminder["change"],
    next: ChangeReminder["next"],
  ): boolean {
    const isSame = Object.entries(change).every(
      ([name, value]) => kept[name as keyof typeof change] === value,
    );
    if (!isSame || !next) return isSame;
    const live = occurrencesOf(store, kept.id).filter((each) => isOpen(each) || each.settledAt === null);
    const [only] = live;
    const stands = live.length === 1 && isWaiting(only!) && !only!.isExtra && only!.dueAt === next.dueAt;
    return stands && saysWhen(change);
  }

  function acknowledge({
    person,
    named,
    now,
  }: Parameters<Reminders["acknowledge"]>[0]): AcknowledgedReminder | null {
    const { reminder, delivery } = findNamed(person, named);
    if (!reminder) return null;
    const open = occurrencesOf(store, reminder.id).filter(isOpen);
    const meant = delivery ? open.filter(({ id }) => id === delivery.id) : open;
    const closed = close(store, meant, "acknowledged", now);
    if (closed.length > 0) store.reminders.set(reminder.id, { ...reminder, updatedAt: now });
    const told = delivery && toDelivery(store, store.occurrences.get(delivery.id)!);
    return { ...written(reminder.id, { closed }), delivery: told };
  }

  return {
    async create(draft) {
      const { person, id, zone, first, idempotency, requestId, now } = draft;
      if (!seePerson(store.people, person, now)) return { outcome: "tenant_unknown" };
      const given = store.made.get(keyOf(person, idempotency));
      const made = given && given.at >= now - dayMs ? given : undefined;
      if (made && made.id !== id) {
        if (made.requestHash !== idempotency!.requestHash) return { outcome: "mismatch" };
        const reminder = toReminder(store, store.reminders.get(made.id)!);
        const next = occurrencesOf(store, made.id).find(isWaiting);
        const waiting = next ? { id: next.id, dueAt: next.dueAt } : null;
        return { outcome: "created", reminder, isFirst: false, waiting };
      }
      const home = zoneOf(store, person);
      if ((draft.timeZone === null || draft.isHome) && home !== zone)
        return { outcome: "elsewhere", zone: home };
      if (!first) return { outcome: "past" };
      if (hasEnough(person, draft.kind)) return { outcome: "too_many" };
      if (idempotency) {
        store.made.set(keyOf(person, idempotency), { id, requestHash: idempotency.requestHash, at: now });
      }
      const { kind, text, recurrence, startsLocal, timeZone, channel } = draft;
      const { escalateAfterSeconds, clientConversationId } = draft;
      const { tenantId, userId, ownerId } = person;
      store.reminders.set(id, {
        ...{ id, tenantId, userId, ownerId, kind, text, recurrence, startsLocal, timeZone, channel },
        ...{ escalateAfterSeconds, clientConversationId, dueAt: first.dueAt, status: "scheduled" },
        ...{ version: 1, createdAt: now, updatedAt: now },
      });
      const waiting = wait(store, store.reminders.get(id)!, first, { isExtra: false, now, requestId });
      return { outcome: "created", reminder: written(id).reminder, isFirst: true, waiting };
    },

    async find(person, kind, id) {
      const kept = find(person, id);
      return kept?.kind === kind ? toReminder(store, kept) : null;
    },

    async list(person, { kind, statuses, dueFrom, dueUntil }, page) {
      const found = [...store.reminders.values()]
        .filter((each) => each.ownerId === person.ownerId && each.kind === kind)
        .filter(({ status }) => !statuses || statuses.includes(status))
        .filter(({ dueAt }) => dueAt >= (dueFrom ?? dueAt) && dueAt < (dueUntil ?? Number.POSITIVE_INFINITY))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const { items, next } = pageOf(found, page, ({ id }, after) => id > after);
      return { items: items.map((each) => toReminder(store, each)), next };
    },

    async change({ person, id, version, change, next, requestId, now }) {
      const kept = find(person, id);
      if (!kept) return { outcome: "missing" };
      if (kept.status === "cancelled") return { outcome: "cancelled" };
      if (kept.version !== version) return { outcome: "outdated" };
      if (leaves(kept, change, next)) return written(id);
      const changed = { ...kept, ...change };
      const home = zoneOf(store, person);
      if (next && changed.timeZone === null && next.zone !== home)
        return { outcome: "elsewhere", zone: home };
      const isMove = !saysWhen(change);
      const all = occurrencesOf(store, id);
      const isOver = all.every(({ settledAt }) => settledAt !== null);
      if (next && !isMove && isOver && hasEnough(person, kept.kind)) return { outcome: "too_many" };
      const ofRule = all.filter((each) => !each.isExtra);
      const stands = ofRule.some(
        (each) => isWaiting(each) || (kept.recurrence !== null && each.settledAt === null),
      );
      if (next && isMove && !stands) return written(id);
      store.reminders.set(id, { ...changed, version: version + 1, updatedAt: now });
      if (!next) {
        const after = store.reminders.get(id)!;
        const isSame =
          after.escalateAfterSeconds === kept.escalateAfterSeconds &&
          (after.channel === "inbox") === (kept.channel === "inbox");
        return written(id, isSame ? {} : escalateAnew(store, after, { now, requestId }));
      }
      const dropped = drop(store, (isMove ? ofRule : all).filter(isWaiting), { now, requestId });
      for (const each of occurrencesOf(store, id)) {
        if (each.settledAt === null && !isWaiting(each)) {
          store.occurrences.set(each.id, { ...each, isExtra: true });
        }
      }
      const open = occurrencesOf(store, id).filter(isOpen);
      const closed = isMove ? [] : close(store, open, "superseded", now);
      finishClosed(store, id, now);
      const waiting = wait(store, store.reminders.get(id)!, next, { isExtra: false, now, requestId });
      return written(id, { waiting, dropped, closed });
    },

    async cancel({ person, kind, id, version, requestId, now }) {
      const kept = find(person, id);
      if (kept?.kind !== kind) return { outcome: "missing" };
      if (kept.status === "cancelled") return written(id);
      if (version !== null && kept.version !== version) return { outcome: "outdated" };
      store.reminders.set(id, { ...kept, status: "cancelled", version: kept.version + 1, updatedAt: now });
      const all = occurrencesOf(store, id);
      const dropped = drop(store, all.filter(isWaiting), { now, requestId });
      const closed = close(store, all.filter(isOpen), "cancelled", now);
      finishClosed(store, id, now);
      return written(id, { dropped, closed });
    },

    acknowledge: async (call) => acknowledge(call),

    async snooze({ person, named, until, follows, requestId, now }) {
      const { reminder, delivery } = findNamed(person, named);
      if (!reminder) return null;
      if (reminder.status === "cancelled") return { outcome: "nothing" };
      const all = occurrencesOf(store, reminder.id);
      const open = all.filter((each) => isOpen(each) && (!delivery || each.id === delivery.id));
      const extra = all.filter((each) => isWaiting(each) && each.isExtra);
      const [next] = all.filter(isWaiting);
      const wasPutOff = delivery ? delivery.state === "snoozed" : next?.isExtra;
      const same = extra.find(({ dueAt }) => dueAt === until.dueAt);
      const isRepeat = same && reminder.updatedAt > now - 600_000;
      if (isRepeat && open.length === 0 && (!delivery || wasPutOff))
        return written(reminder.id, { waiting: { id: same.id, dueAt: same.dueAt } });
      const isPutOff = open.length > 0 || (wasPutOff && extra.length > 0);
      if (!isPutOff && (delivery || !next)) return { outcome: "nothing" };
      const gone = [...extra];
      if (!isPutOff) {
        if (reminder.recurrence !== null) {
          const fits = follows?.version === reminder.version && follows.dueAt === next!.dueAt;
          if (!fits) return { outcome: "rule", reminder: toReminder(store, reminder) };
        }
        gone.push(next!);
      }
      store.reminders.set(reminder.id, { ...reminder, version: reminder.version + 1, updatedAt: now });
      const dropped = drop(store, gone, { now, requestId });
      const closed = close(store, open, "snoozed", now);
      if (!isPutOff && follows?.next) {
        wait(store, reminder, follows.next, { isExtra: false, now, requestId });
      }
      const waiting = wait(store, reminder, until, { isExtra: true, now, requestId });
      return written(reminder.id, { waiting, dropped, closed });
    },

    async deliveries(person, { states }, page) {
      const all = [...store.occurrences.values()]
        .filter((each) => each.ownerId === person.ownerId && !isWaiting(each))
        .toSorted((a, b) => b.dueAt - a.dueAt || (a.id < b.id ? 1 : -1));
      const place = all.findIndex(({ id }) => id === page.after);
      const shown = all
        .filter(isShown)
        .filter(({ state }) => !states || states.includes(state as Delivery["state"]));
      const { items, next } = pageOf(shown, page, (item) => all.indexOf(item) > place);
      return { items: items.map((each) => toDelivery(store, each)), next };
    },

    async findDelivery({ ownerId }, id) {
      const kept = store.occurrences.get(id);
      return kept?.ownerId === ownerId && isShown(kept) ? toDelivery(store, kept) : null;
    },

    async removeDelivery(call) {
      const acknowledged = acknowledge(call);
      if (!acknowledged) return null;
      const { delivery, ...written } = acknowledged;
      const kept = store.occurrences.get(delivery!.id)!;
      store.occurrences.set(kept.id, { ...kept, removedAt: call.now, text: null });
      if (kept.settledAt !== null) store.people.memory.outbox.delete(kept.id);
      return written;
    },
  };
}

function saysWhen(change: ChangeReminder["change"]): boolean {
  return ["startsLocal", "recurrence", "timeZone"].some((field) => field in change);
}

function keyOf(
  { ownerId, callerId }: ActingUser,
  claim: { readonly route: string; readonly key: string } | null,
): string {
  return JSON.stringify([ownerId, callerId, claim?.route, claim?.key]);
}

export function toDelivery(store: FakeReminderStore, kept: KeptOccurrence): Delivery {
  const { id, reminderId, kind, clientConversationId, dueAt, told, pushed, escalations, closedAt } = kept;
  return {
    ...{ id, reminderId, kind, clientConversationId, dueAt, told, pushed, escalations, closedAt },
    text: kept.text!,
    recurrence: store.reminders.get(reminderId)!.recurrence,
    firedAt: kept.firedAt!,
    state: kept.state as Delivery["state"],
  };
}
