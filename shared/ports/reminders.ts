import type { IdempotencyClaim } from "./messages.ts";
import type { Page, PageRequest } from "./page.ts";
import type { Delivery, Dropped, Reminder, ReminderKind, ReminderStatus, Waiting } from "./reminder.ts";
import type { ActingUser } from "./users.ts";

/** What can be said of a reminder. */
export type ReminderFields = Pick<
  Reminder,
  | "text"
  | "recurrence"
  | "startsLocal"
  | "timeZone"
  | "channel"
  | "escalateAfterSeconds"
  | "clientConversationId"
>;

export interface NewReminder extends ReminderFields, Pick<Reminder, "id" | "kind"> {
  readonly person: ActingUser;
  /** By which `first` was found. */
  readonly zone: string;
  /** Whether that is to be the person's, as of all that floats: if they are elsewhere, nothing is written. */
  readonly isHome: boolean;
  /** Null where it would lie in the past: then only what was made already is found again. */
  readonly first: Waiting | null;
  readonly idempotency: IdempotencyClaim | null;
  readonly requestId: string;
  readonly now: number;
}

export type CreatedReminder =
  | {
      readonly outcome: "created";
      readonly reminder: Reminder;
      readonly isFirst: boolean;
      readonly waiting: Waiting | null;
    }
  /** It goes by the person's zone, and this is where they are. */
  | { readonly outcome: "elsewhere"; readonly zone: string }
  | { readonly outcome: "mismatch" | "tenant_unknown" | "too_many" | "past" };

export interface ChangeReminder {
  readonly person: ActingUser;
  readonly id: string;
  /** The one that the change was made from. */
  readonly version: number;
  readonly change: Partial<ReminderFields>;
  /**
   * Left out where its times stay; then what is open is told again as the change says, or no more. Else all that wait
   * give way to this one, and what is open is closed; where nothing of `change` says when, the person has moved, and only
   * the rule's own time gives way, where there still is one.
   */
  readonly next?: Waiting & { readonly zone: string };
  readonly requestId: string;
  readonly now: number;
}

/**
 * "closed" are deliveries that were open until now: every device is to be quiet about them. "waiting" is the time that
 * was set, or when what is open is to be told again, where that was changed.
 */
export type ChangedReminder =
  | {
      readonly outcome: "written";
      readonly reminder: Reminder;
      readonly waiting: Waiting | null;
      readonly dropped: readonly Dropped[];
      readonly closed: readonly string[];
    }
  | { readonly outcome: "elsewhere"; readonly zone: string }
  /** Cancelled is final. "too_many": it is over, and the person has as many that fire as they may. */
  | { readonly outcome: "outdated" | "missing" | "cancelled" | "too_many" };

/** Which one is meant: a reminder by its own id, or, as a check-in too, by that of a delivery. */
export type Named = { readonly id: string } | { readonly deliveryId: string };

/** What a rule goes on with when the time of it that waits is put off. */
export interface Follows {
  /** The reminder's, from which it was found. */
  readonly version: number;
  /** The time that is put off. */
  readonly dueAt: number;
  readonly next: Waiting | null;
}

export type WrittenReminder = Extract<ChangedReminder, { readonly outcome: "written" }>;

/** With the delivery that was named, as it is now. */
export type AcknowledgedReminder = WrittenReminder & { readonly delivery: Delivery | null };

export type SnoozedReminder =
  | WrittenReminder
  | { readonly outcome: "nothing" }
  | { readonly outcome: "rule"; readonly reminder: Reminder };

export interface ReminderFilter {
  readonly kind: ReminderKind;
  readonly statuses: readonly ReminderStatus[] | undefined;
  readonly dueFrom: number | undefined;
  readonly dueUntil: number | undefined;
}

/** A person's reminders and check-ins; every call is one round trip. What is not theirs is not there. */
export interface Reminders {
  /** Stores it with the time that it fires first, and the outbox row that finds that again. */
  create(draft: NewReminder): Promise<CreatedReminder>;
  find(person: ActingUser, kind: ReminderKind, id: string): Promise<Reminder | null>;
  /** In the order in which they were made. */
  list(person: ActingUser, filter: ReminderFilter, page: PageRequest): Promise<Page<Reminder>>;
  /** What changes nothing leaves the version, and is written all the same. */
  change(call: ChangeReminder): Promise<ChangedReminder>;
  /** Nothing fires any more; what is open is closed. Again is the same. `version` as in change, null for whichever. */
  cancel(call: {
    readonly person: ActingUser;
    readonly kind: ReminderKind;
    readonly id: string;
    readonly version: number | null;
    readonly requestId: string;
    readonly now: number;
  }): Promise<ChangedReminder>;
  /** Closes what is open, or of a delivery that one. Null where there is no such thing; closed already, all is as it was. */
  acknowledge(call: {
    readonly person: ActingUser;
    readonly named: Named;
    readonly now: number;
  }): Promise<AcknowledgedReminder | null>;
  /**
   * Puts off what is open, else what waits: it fires at `until` instead, and a rule goes on beside it. A delivery is put
   * off while it is open, and again once it was put off; until the same time again within minutes, all is as it was. What
   * waits by a rule says "rule": the call is made again with what `follows` it. "nothing": it is cancelled, or over.
   */
  snooze(call: {
    readonly person: ActingUser;
    readonly named: Named;
    readonly until: Waiting;
    readonly follows?: Follows;
    readonly requestId: string;
    readonly now: number;
  }): Promise<SnoozedReminder | null>;
  /** What was told and is still in the inbox, latest first. A page may begin after one that is not any more. */
  deliveries(
    person: ActingUser,
    filter: { readonly states: readonly Delivery["state"][] | undefined },
    page: PageRequest,
  ): Promise<Page<Delivery>>;
  findDelivery(person: ActingUser, id: string): Promise<Delivery | null>;
  /**
   * Takes it out of the inbox, and its text away; open, it is acknowledged first. Whoever fires goes on as if it were
   * there: nothing is told anew, and a rule goes on from it. Null where there is no such thing, and the second time.
   */
  removeDelivery(call: {
    readonly person: ActingUser;
    readonly named: { readonly deliveryId: string };
    readonly now: number;
  }): Promise<WrittenReminder | null>;
}
