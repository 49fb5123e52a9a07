import type { Channel, Delivery, Dropped, Reminder, ReminderKind, Waiting } from "./reminder.ts";

/** Which time is meant: of this reminder, and then. */
export interface Moment {
  readonly reminderId: string;
  readonly at: number;
}

/** Whose it is. */
export interface Recipient {
  readonly tenantId: string;
  readonly userId: string;
  readonly ownerId: string;
}

/**
 * Somebody fires a time, or tells it again to whoever has not acknowledged it. What was closed before anybody noted how
 * it was told comes once more with the channel "inbox", so that what follows is written.
 */
export interface Claimed extends Moment {
  readonly outcome: "fire" | "escalate";
  readonly deliveryId: string;
  /** When it was to be told first; `at` is when it is to be told again, where that is so. */
  readonly dueAt: number;
  /** The reminder's, to be shown. */
  readonly recurrence: string | null;
  readonly recipient: Recipient;
  readonly kind: ReminderKind;
  readonly text: string;
  readonly channel: Channel;
  readonly clientConversationId: string | null;
  /** Whoever claimed it before is dead: perhaps it was told, and nobody noted it. */
  readonly isTakeover: boolean;
  /** It was closed before anybody noted how it was told. */
  readonly isClosed: boolean;
  /** Whoever is disabled may not chat, and the coach does not begin. */
  readonly isDisabled: boolean;
  /** How often it was told again before this. */
  readonly escalations: number;
  readonly escalateAfterSeconds: number | null;
  /** Null where nothing follows: nothing recurs, the time was put off, or the rule was changed since. */
  readonly rule: (Pick<Reminder, "startsLocal" | "zone"> & { readonly recurrence: string }) | null;
  /** Of the person's own clock, in minutes since midnight, where they have said. */
  readonly quiet: { readonly from: number; readonly to: number; readonly zone: string } | null;
  /** Deliveries of the same reminder that were open until now: this one takes their place. */
  readonly superseded: readonly string[];
}

export interface Settlement extends Moment {
  readonly outcome: Claimed["outcome"];
  readonly deliveryId: string;
  /** Skipped: it was not to be told, since the person wants quiet. */
  readonly state: "told" | "skipped";
  readonly told: number;
  readonly pushed: number;
  /** What follows by the rule. */
  readonly next: Waiting | null;
  /** When it is to be told again, unless it is acknowledged. */
  readonly escalateAt: number | null;
  /**
   * Of a check-in: what the inbox shows until the coach has spoken, and the turn in which it does; null where it does
   * not. It is closed with this, and the outbox row of one with a turn stays as the job that sees to its end.
   */
  readonly checkIn?: { readonly text: string; readonly turnId: string | null };
}

/** A time that floats, whose person has moved. */
export interface Floating extends Pick<Reminder, "id" | "startsLocal" | "recurrence" | "version" | "zone"> {
  readonly waiting: readonly (Waiting & { readonly isExtra: boolean })[];
}

/** What fires reminders. Every call is one round trip for all it is given, within one tenant. */
export interface Occurrences {
  /**
   * Claims what is to be told now, for `leaseMs`: of many at once each time goes to one. What was cancelled, moved,
   * told before or is held by somebody else is left out. The outbox row looks again when the lease is over.
   */
  claim(call: {
    readonly tenantId: string;
    readonly moments: readonly Moment[];
    readonly leaseMs: number;
    readonly now: number;
  }): Promise<readonly Claimed[]>;
  /**
   * Notes how it was told, with what follows: the next time by the rule and its outbox row, unless its times were
   * changed meanwhile. The outbox row of what is told goes, or waits for its escalation. Again changes nothing. Gives
   * the moments that stand now and are to be sent.
   */
  settle(call: {
    readonly tenantId: string;
    readonly settlements: readonly Settlement[];
    readonly requestId: string;
    readonly now: number;
  }): Promise<readonly Moment[]>;
  /** A schedule stands for them: their outbox rows look after that. What is not waiting any more is given back. */
  armed(call: {
    readonly tenantId: string;
    readonly moments: readonly Moment[];
  }): Promise<readonly Dropped[]>;
  /** Their schedules are gone, and with them their outbox rows. What waits all the same is given back, to be sent. */
  disarmed(call: {
    readonly tenantId: string;
    readonly moments: readonly Moment[];
  }): Promise<readonly Moment[]>;
  /** What a person is to be reminded of by more than the inbox, and is open: oldest first, after `after`. */
  open(recipient: Recipient, limit: number, after: Waiting | null): Promise<readonly Delivery[]>;
  /** One socket more took each of them. */
  heard(recipient: Recipient, deliveryIds: readonly string[]): Promise<void>;
  /** A person's times that float, by the id after `after`: what waits by its rule, or will once it is settled. */
  floating(recipient: Recipient, limit: number, after: string | null): Promise<readonly Floating[]>;
  /** All times for which a schedule may stand, those at which what is open is told again included, for an erasure. */
  scheduled(
    recipient: Recipient,
    limit: number,
    after: string | null,
  ): Promise<readonly (Moment & { readonly id: string })[]>;
}

/** One-time schedules outside of Postgres, by reminder and moment. Making one twice is making it once. */
export interface Alarms {
  set(tenantId: string, moment: Moment, requestId: string): Promise<void>;
  /** Whether there or not. */
  remove(moment: Moment): Promise<void>;
}
