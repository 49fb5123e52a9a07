import { nextOccurrence } from "#shared/domain/coach/recurrence/next-occurrence.ts";
import type { Claimed, Moment, Settlement } from "#shared/ports/occurrences.ts";
import type { Reminder, Waiting } from "#shared/ports/reminder.ts";
import type { ChangeReminder, Follows, Named } from "#shared/ports/reminders.ts";

interface Time {
  readonly at: number;
  isExtra: boolean;
  /** Since when it stands. */
  readonly since: number;
}

export interface Delivery {
  readonly deliveryId: string;
  readonly reminderId: string;
  readonly at: number;
  readonly since: number;
  readonly claims: {
    readonly by: string;
    readonly at: number;
    readonly outcome: string;
    readonly isInbox: boolean;
  }[];
  /** By which it goes on, as of its last claim. */
  rule: Claimed["rule"];
  isExtra: boolean;
  closed: "snoozed" | "otherwise" | null;
  settledAt: number | null;
  escalations: number;
  escalateAt: number | null;
  /** Until when who tells it again holds it; null once that is noted. */
  heldUntil: number | null;
}

export interface Remembered {
  readonly waiting: Map<number, Time>;
  readonly deliveries: Map<string, Delivery>;
  isCancelled: boolean;
  last: Reminder;
}

const leaseMs = 30_000;
const mostEscalations = 2;

const mayEscalate = ({ escalateAfterSeconds, channel }: Reminder) =>
  escalateAfterSeconds !== null && channel !== "inbox";

/** What stands by what was written, told in the words of the ports and kept apart from any SQL. */
export function createReminderModel(complain: (what: string) => void) {
  const reminders = new Map<string, Remembered>();

  const openOf = ({ deliveries }: Remembered) => [...deliveries.values()].filter(({ closed }) => !closed);
  const close = (some: readonly Delivery[], as: Delivery["closed"]) => {
    for (const delivery of some) {
      delivery.closed = as;
      delivery.escalateAt = null;
    }
  };

  function stand(
    { waiting }: Remembered,
    { dueAt }: Pick<Waiting, "dueAt">,
    isExtra: boolean,
    now: number,
  ): void {
    const twin = waiting.get(dueAt);
    if (twin) twin.isExtra &&= isExtra;
    else waiting.set(dueAt, { at: dueAt, isExtra, since: now });
  }

  function drop({ waiting }: Remembered, which: (time: Time) => boolean): void {
    for (const time of [...waiting.values()]) if (which(time)) waiting.delete(time.at);
  }

  function named(target: Named): Remembered | undefined {
    if ("id" in target) return reminders.get(target.id);
    return [...reminders.values()].find(({ deliveries }) => deliveries.has(target.deliveryId));
  }

  /** Another time for it counts from when what is open was told, but for who tells it again at that moment. */
  function escalateAnew(told: Delivery, reminder: Reminder, now: number): void {
    const isWanted = mayEscalate(reminder) && told.escalations < mostEscalations;
    if (isWanted && told.heldUntil !== null && told.heldUntil > now) return;
    const afterMs = (told.escalations + 1) * (reminder.escalateAfterSeconds ?? 0) * 1_000;
    told.escalateAt = isWanted ? Math.max(now, told.settledAt! + afterMs) : null;
  }

  return {
    reminders,

    created(reminder: Reminder, first: Waiting, now: number): void {
      const made: Remembered = {
        waiting: new Map(),
        deliveries: new Map(),
        isCancelled: false,
        last: reminder,
      };
      reminders.set(reminder.id, made);
      stand(made, first, false, now);
    },

    changed({ id, change, next, now }: ChangeReminder, waiting: Waiting | null, reminder: Reminder): void {
      const known = reminders.get(id)!;
      const before = known.last;
      known.last = reminder;
      if (!next) {
        const isOther = before.escalateAfterSeconds !== reminder.escalateAfterSeconds;
        const [told] = openOf(known).filter(({ settledAt }) => settledAt !== null);
        if (told && (isOther || mayEscalate(before) !== mayEscalate(reminder)))
          escalateAnew(told, reminder, now);
      }
      if (!next || !waiting) return;
      const isMove = !("startsLocal" in change || "recurrence" in change || "timeZone" in change);
      drop(known, ({ isExtra }) => !(isMove && isExtra));
      for (const delivery of known.deliveries.values())
        if (delivery.settledAt === null) delivery.isExtra = true;
      if (!isMove) close(openOf(known), "otherwise");
      stand(known, next, false, now);
    },

    cancelled(reminder: Reminder): void {
      const known = reminders.get(reminder.id)!;
      known.last = reminder;
      known.isCancelled = true;
      known.waiting.clear();
      close(openOf(known), "otherwise");
      for (const delivery of known.deliveries.values()) delivery.settledAt ??= 0;
    },

    acknowledged(target: Named, reminder: Reminder): void {
      const known = named(target)!;
      known.last = reminder;
      close(
        openOf(known).filter(
          ({ deliveryId }) => !("deliveryId" in target) || deliveryId === target.deliveryId,
        ),
        "otherwise",
      );
    },

    snoozed(
      call: { named: Named; until: Waiting; follows?: Follows; now: number },
      reminder: Reminder,
    ): void {
      const { named: target, until, now } = call;
      const known = named(target)!;
      known.last = reminder;
      const open = openOf(known).filter(
        ({ deliveryId }) => !("deliveryId" in target) || deliveryId === target.deliveryId,
      );
      const [first] = [...known.waiting.values()].sort((one, other) => one.at - other.at);
      if (open.length > 0) {
        drop(known, ({ isExtra }) => isExtra);
        close(open, "snoozed");
      } else if ("deliveryId" in target || first?.isExtra) {
        drop(known, ({ isExtra }) => isExtra);
      } else {
        if (!first) complain(`${reminder.text}: nothing of it waited, and it was put off`);
        drop(known, (time) => time.isExtra || time === first);
        if (call.follows?.next) stand(known, call.follows.next, false, now);
      }
      stand(known, until, true, now);
    },

    claimed(by: string, claim: Claimed, now: number): void {
      const { reminderId, at, deliveryId, outcome, isTakeover } = claim;
      const known = reminders.get(reminderId)!;
      const what = `${known.last.text}, due ${new Date(at).toISOString()}`;
      if (at > now) complain(`${what} was claimed early`);
      let delivery = known.deliveries.get(deliveryId);
      if (outcome === "fire" && !isTakeover) {
        const time = known.waiting.get(at);
        if (!time) complain(`${what} was claimed, and does not stand`);
        if (delivery) complain(`${what} was claimed twice`);
        known.waiting.delete(at);
        close(openOf(known), "otherwise");
        const { isExtra = false, since = now } = time ?? {};
        delivery = {
          deliveryId,
          reminderId,
          at,
          since,
          claims: [],
          rule: null,
          isExtra,
          closed: null,
          settledAt: null,
          escalations: 0,
          escalateAt: null,
          heldUntil: null,
        };
        known.deliveries.set(deliveryId, delivery);
      } else if (!delivery) {
        complain(`${what} was claimed again, and never before`);
        return;
      } else if (outcome === "fire" && delivery.settledAt !== null)
        complain(`${what} was told again though it was settled`);
      else if (isTakeover && now < delivery.claims.at(-1)!.at + leaseMs)
        complain(`${what} was claimed while somebody held it`);
      else if (outcome === "escalate" && delivery.escalateAt !== at)
        complain(`${what} was told again though nobody asked`);
      if (outcome === "escalate") delivery.heldUntil = now + leaseMs;
      delivery.rule = claim.rule;
      // Whichever its channel, the coach opens a check-in that is not over.
      const isInbox = claim.kind === "check_in" ? claim.isClosed : claim.channel === "inbox";
      if (delivery.closed && !isInbox) complain(`${what} was to be told though it was over`);
      delivery.claims.push({ by, at: now, outcome: isTakeover ? "takeover" : outcome, isInbox });
    },

    settled(settlement: Settlement, stands: readonly Moment[], settledAt: number, now: number): void {
      const { reminderId, deliveryId, outcome, at, next, escalateAt, state } = settlement;
      const known = reminders.get(reminderId)!;
      const delivery = known.deliveries.get(deliveryId)!;
      const isAgain = outcome === "escalate";
      const isTakenAway = delivery.escalateAt === null && delivery.heldUntil !== null;
      if (isAgain ? delivery.escalateAt !== at && !isTakenAway : delivery.settledAt !== null) return;
      delivery.heldUntil = null;
      delivery.settledAt ??= settledAt;
      if (isAgain) delivery.escalations += 1;
      if (state === "skipped") close([delivery], "otherwise");
      const goesOn = !delivery.closed && delivery.escalations < mostEscalations && mayEscalate(known.last);
      delivery.escalateAt = goesOn ? escalateAt : null;
      const { rule } = delivery;
      if (isAgain || delivery.isExtra || known.isCancelled || rule === null) return;
      const latest = nextOccurrence({ ...rule, after: Math.max(at, now) });
      const earliest = nextOccurrence({ ...rule, after: at });
      if (next === null ? latest !== null : next.dueAt < earliest! || next.dueAt > (latest ?? Infinity))
        complain(`${known.last.text} goes on at ${next?.dueAt}, not ${earliest} to ${latest}`);
      if (!next) return;
      stand(known, next, false, now);
      if (!stands.some((moment) => moment.at === next.dueAt))
        complain(`${known.last.text}: what follows does not stand`);
    },
  };
}

export type ReminderModel = ReturnType<typeof createReminderModel>;
