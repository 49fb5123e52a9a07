/** A reminder tells a person something; with a check-in the coach opens the conversation itself. */
export type ReminderKind = "reminder" | "check_in";
export const reminderStatuses = ["scheduled", "due", "acknowledged", "cancelled"] as const;
export type ReminderStatus = (typeof reminderStatuses)[number];
/** "auto": by socket, else by push; "push": by both; "inbox": by neither. The inbox has it always. */
export const channels = ["auto", "push", "inbox"] as const;
export type Channel = (typeof channels)[number];

export interface Reminder {
  readonly id: string;
  readonly kind: ReminderKind;
  /** What to say; of a check-in, what to ask about, or nothing. */
  readonly text: string;
  /** An RRULE that begins at `startsLocal`; null: once. */
  readonly recurrence: string | null;
  /** As a clock on the wall shows it: 2026-03-28T08:00:00. */
  readonly startsLocal: string;
  /** Null: floating, it goes by whichever zone the person is in. */
  readonly timeZone: string | null;
  /** By which it goes now. */
  readonly zone: string;
  /** The next time that stands, else the last there was. */
  readonly dueAt: number;
  readonly channel: Channel;
  readonly escalateAfterSeconds: number | null;
  /** Of a check-in: the client's name of the conversation. */
  readonly clientConversationId: string | null;
  readonly status: ReminderStatus;
  /** What was told and is not acknowledged. */
  readonly openDeliveryId: string | null;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A time that waits: its id will be the delivery's. */
export interface Waiting {
  readonly id: string;
  readonly dueAt: number;
}

/** One that stands no more: a schedule may have been made for it. */
export interface Dropped {
  readonly reminderId: string;
  readonly dueAt: number;
}

export interface Delivery {
  /** The delivery's id. */
  readonly id: string;
  readonly reminderId: string;
  readonly kind: ReminderKind;
  readonly text: string;
  /** The reminder's. */
  readonly recurrence: string | null;
  readonly clientConversationId: string | null;
  readonly dueAt: number;
  readonly firedAt: number;
  readonly state: "due" | "acknowledged" | "snoozed" | "superseded" | "cancelled" | "skipped";
  readonly told: number;
  readonly pushed: number;
  readonly escalations: number;
  readonly closedAt: number | null;
}

/** How many a person may have that still fire, check-ins among them. */
export const mostReminders = 1_000;
/** Each time of one is a turn of the model. */
export const mostCheckIns = 20;
