import type { Claimed, Moment, Occurrences, Settlement } from "#shared/ports/occurrences.ts";
import type { Waiting } from "#shared/ports/reminder.ts";
import { mayEscalate, mostEscalations } from "./fake-escalations.ts";
import { personKey } from "./fake-people-store.ts";
import {
  close,
  type FakeReminderStore,
  finishClosed,
  forgetUnschedule,
  isLeaving,
  type KeptOccurrence,
  type KeptReminder,
  leave,
  occurrencesOf,
  refresh,
  toReminder,
  wait,
} from "./fake-reminder-store.ts";
import { toDelivery } from "./fake-reminders.ts";

const [minuteMs, slackMs] = [60_000, 90_000];

function toMinutes(clock: string): number {
  const [hours, minutes] = clock.split(":").map(Number);
  return hours! * 60 + minutes!;
}

export function fakeOccurrences(store: FakeReminderStore): Occurrences {
  const { outbox } = store.people.memory;

  function claimOne(tenantId: string, moment: Moment, leaseMs: number, now: number): Claimed[] {
    const reminder = store.reminders.get(moment.reminderId);
    if (reminder?.tenantId !== tenantId || isLeaving(store, reminder)) return [];
    const all = occurrencesOf(store, reminder.id);
    const isFree = ({ leaseUntil }: KeptOccurrence) => leaseUntil === null || leaseUntil <= now;
    const at = all.filter(({ dueAt }) => dueAt === moment.at);
    const waits = at.find(({ state }) => state === "waiting");
    const lost = at.find((each) => each.state !== "waiting" && each.settledAt === null && isFree(each));
    const again = all.find(
      (each) =>
        each.state === "due" && each.settledAt !== null && each.escalateAt === moment.at && isFree(each),
    );
    const found = waits ?? lost ?? again;
    if (!found) return [];
    const told = { text: reminder.text, clientConversationId: reminder.clientConversationId };
    const leaseUntil = now + leaseMs;
    store.occurrences.set(found.id, {
      ...{ ...found, leaseUntil },
      ...(waits && { ...told, state: "due", firedAt: now }),
    });
    const others = all.filter(({ id, state }) => id !== found.id && state === "due");
    const superseded = waits ? close(store, others, "superseded", now) : [];
    const job = outbox.get(found.id);
    if (job) outbox.set(found.id, { ...job, dueAt: leaseUntil });
    refresh(store, reminder.id);
    const outcome = found === again ? "escalate" : "fire";
    return [
      toClaimed(moment, reminder, store.occurrences.get(found.id)!, outcome, !waits && !again, superseded),
    ];
  }

  function toClaimed(
    moment: Moment,
    reminder: KeptReminder,
    occurrence: KeptOccurrence,
    outcome: Claimed["outcome"],
    isTakeover: boolean,
    superseded: readonly string[],
  ): Claimed {
    const { tenantId, userId, ownerId, kind, recurrence, startsLocal } = reminder;
    const { zone } = toReminder(store, reminder);
    const person = store.people.persons.get(personKey({ tenantId, userId }));
    const quiet = person?.quietHours;
    return {
      ...moment,
      outcome,
      deliveryId: occurrence.id,
      dueAt: occurrence.dueAt,
      recurrence,
      recipient: { tenantId, userId, ownerId },
      kind,
      text: occurrence.text ?? "",
      channel: occurrence.state === "due" ? reminder.channel : "inbox",
      clientConversationId: occurrence.clientConversationId,
      isTakeover,
      isClosed: occurrence.state !== "due",
      isDisabled: (person?.disabledAt ?? null) !== null,
      escalations: occurrence.escalations,
      escalateAfterSeconds: reminder.escalateAfterSeconds,
      rule: recurrence === null || occurrence.isExtra ? null : { recurrence, startsLocal, zone },
      quiet: quiet
        ? { from: toMinutes(quiet.from), to: toMinutes(quiet.to), zone: person.timeZone ?? "UTC" }
        : null,
      superseded,
    };
  }

  function settleOne(given: Settlement, requestId: string, now: number): Moment[] {
    const reminder = store.reminders.get(given.reminderId);
    const occurrence = store.occurrences.get(given.deliveryId);
    if (!reminder || occurrence?.reminderId !== reminder.id || isLeaving(store, reminder)) return [];
    const isNew =
      given.outcome === "fire"
        ? occurrence.state !== "waiting" && occurrence.settledAt === null
        : occurrence.settledAt !== null &&
          (occurrence.escalateAt === given.at ||
            (occurrence.escalateAt === null && occurrence.leaseUntil !== null));
    if (isNew) note(given, reminder, occurrence, requestId, now);
    const isStanding = ({ state, dueAt }: KeptOccurrence) =>
      state === "waiting" && dueAt === given.next?.dueAt;
    const next = occurrencesOf(store, reminder.id).filter(isStanding);
    const { escalateAt } = store.occurrences.get(given.deliveryId)!;
    return [
      ...next.map(({ reminderId, dueAt }) => ({ reminderId, at: dueAt })),
      ...(escalateAt !== null && escalateAt === given.escalateAt
        ? [{ reminderId: reminder.id, at: escalateAt }]
        : []),
    ];
  }

  function note(
    given: Settlement,
    reminder: KeptReminder,
    occurrence: KeptOccurrence,
    requestId: string,
    now: number,
  ): void {
    const isOpen = occurrence.state === "due";
    const isSkipped = isOpen && given.state === "skipped";
    const escalations = occurrence.escalations + (given.outcome === "escalate" ? 1 : 0);
    const isToldAgain = isOpen && !isSkipped && escalations < mostEscalations && mayEscalate(reminder);
    const escalateAt = isToldAgain ? given.escalateAt : null;
    const settled: KeptOccurrence = {
      ...occurrence,
      ...(isSkipped && { state: "skipped", closedAt: now }),
      ...{ escalations, escalateAt, leaseUntil: null, settledAt: occurrence.settledAt ?? now },
      ...{ told: occurrence.told + given.told, pushed: occurrence.pushed + given.pushed },
    };
    store.occurrences.set(occurrence.id, settled);
    if (given.checkIn) settleCheckIn(given.checkIn, reminder, settled, requestId, now);
    else if (escalateAt === null) outbox.delete(occurrence.id);
    else leave(store, settled, { at: escalateAt, dueAt: escalateAt + minuteMs, requestId });
    const goesOn = reminder.recurrence !== null && reminder.status !== "cancelled" && !occurrence.isExtra;
    if (given.outcome === "fire" && goesOn && given.next) {
      wait(store, reminder, given.next, { isExtra: false, now, requestId });
    }
    finishClosed(store, reminder.id, now);
    refresh(store, reminder.id);
  }

  function settleCheckIn(
    { text, turnId }: NonNullable<Settlement["checkIn"]>,
    { tenantId, userId, ownerId }: KeptReminder,
    settled: KeptOccurrence,
    requestId: string,
    now: number,
  ): void {
    const state = settled.state === "due" ? "acknowledged" : settled.state;
    const isRemoved = settled.removedAt !== null;
    const shown = { text: isRemoved ? null : text, state, closedAt: settled.closedAt ?? now };
    store.occurrences.set(settled.id, { ...settled, ...shown });
    if (turnId === null || isRemoved) outbox.delete(settled.id);
    else {
      const entry = { queue: "reminders", kind: "tell_check_in" as const, messageIds: [], attempts: 0 };
      const job = { id: settled.id, tenantId, userId, ownerId, turnId, requestId, dueAt: now + 2 * minuteMs };
      outbox.set(settled.id, { ...entry, ...job });
    }
  }

  const inOrder = (a: Moment, b: Moment) =>
    a.reminderId === b.reminderId ? a.at - b.at : a.reminderId < b.reminderId ? -1 : 1;
  const isTheirs = (tenantId: string, { reminderId }: Moment) =>
    store.reminders.get(reminderId)?.tenantId === tenantId;

  function find({ reminderId, at }: Moment): KeptOccurrence | undefined {
    return occurrencesOf(store, reminderId).find(({ state, dueAt, escalateAt }) =>
      state === "waiting" ? dueAt === at : state === "due" && escalateAt === at,
    );
  }

  return {
    async claim({ tenantId, moments, leaseMs, now }) {
      return moments.toSorted(inOrder).flatMap((moment) => claimOne(tenantId, moment, leaseMs, now));
    },

    async settle({ tenantId, settlements, requestId, now }) {
      const theirs = settlements.filter((each) => isTheirs(tenantId, each)).toSorted(inOrder);
      return theirs.flatMap((each) => settleOne(each, requestId, now));
    },

    async armed({ tenantId, moments }) {
      return moments.flatMap((moment) => {
        const found = isTheirs(tenantId, moment) ? find(moment) : undefined;
        if (!found) return [{ reminderId: moment.reminderId, dueAt: moment.at }];
        const job = outbox.get(found.id)!;
        outbox.set(found.id, { ...job, dueAt: moment.at + slackMs });
        return [];
      });
    },

    async disarmed({ tenantId, moments }) {
      return moments.filter((moment) => {
        if (store.people.memory.tenants.has(tenantId)) {
          forgetUnschedule(store, { reminderId: moment.reminderId, dueAt: moment.at });
        }
        return isTheirs(tenantId, moment) && find(moment) !== undefined;
      });
    },

    async open({ ownerId }, limit, after) {
      const byTime = (a: Waiting, b: Waiting) =>
        a.dueAt - b.dueAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
      return [...store.occurrences.values()]
        .filter((each) => each.ownerId === ownerId && each.state === "due" && each.kind === "reminder")
        .filter(({ reminderId }) => store.reminders.get(reminderId)!.channel !== "inbox")
        .filter((each) => !after || byTime(each, after) > 0)
        .toSorted(byTime)
        .slice(0, limit)
        .map((each) => toDelivery(store, each));
    },

    async heard({ ownerId }, deliveryIds) {
      for (const id of deliveryIds) {
        const kept = store.occurrences.get(id);
        if (kept?.ownerId === ownerId) store.occurrences.set(id, { ...kept, told: kept.told + 1 });
      }
    },

    async floating({ ownerId }, limit, after) {
      return [...store.reminders.values()]
        .filter((each) => each.ownerId === ownerId && each.timeZone === null && each.id > (after ?? ""))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .map((each) => ({ kept: toReminder(store, each), all: occurrencesOf(store, each.id) }))
        .filter(({ kept, all }) =>
          all.some(
            ({ isExtra, state, settledAt }) =>
              !isExtra && (state === "waiting" || (settledAt === null && kept.recurrence !== null)),
          ),
        )
        .slice(0, limit)
        .map(({ kept: { id, startsLocal, recurrence, version, zone }, all }) => {
          const waiting = all.filter(({ state }) => state === "waiting");
          const shown = waiting.map((each) => ({ id: each.id, dueAt: each.dueAt, isExtra: each.isExtra }));
          return { id, startsLocal, recurrence, version, zone, waiting: shown };
        });
    },

    async scheduled({ ownerId }, limit, after) {
      const atOf = ({ state, dueAt, escalateAt }: KeptOccurrence) =>
        state === "waiting" ? dueAt : state === "due" ? escalateAt : null;
      return [...store.occurrences.values()]
        .filter((each) => each.ownerId === ownerId && atOf(each) !== null && each.id > (after ?? ""))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map((each) => ({ id: each.id, reminderId: each.reminderId, at: atOf(each)! }));
    },
  };
}
