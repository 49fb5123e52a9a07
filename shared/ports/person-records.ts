import type { ActingUser } from "./users.ts";

/** In the order in which an export tells them. */
export const recordKinds = [
  "profile",
  "consent",
  "push_device",
  "sign_in",
  "apple_account",
  "conversation",
  "session",
  "message",
  "memory",
  "proposed_memory",
  "user_state_line",
  "entity",
  "relation",
  "goal",
  "task",
  "event",
  "reminder",
  "delivery",
  "audit",
] as const;
export type RecordKind = (typeof recordKinds)[number];

export interface RecordPage {
  /** Each as an export shows it. */
  readonly records: readonly Readonly<Record<string, unknown>>[];
  /** Where the kind goes on; null where it ends. */
  readonly next: string | null;
}

/** All that is kept of a person, page by page; each page is one round trip. */
export interface PersonRecords {
  /** Notes that an export begins. False where nothing is known of the person. */
  begin(person: ActingUser, now: number): Promise<boolean>;
  page(person: ActingUser, kind: RecordKind, after: string | null, limit: number): Promise<RecordPage>;
}
