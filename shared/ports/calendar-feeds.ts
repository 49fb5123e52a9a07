import type { CalendarEvent } from "./events.ts";
import type { Goal } from "./goals.ts";
import type { IdempotencyClaim } from "./messages.ts";
import type { Task } from "./tasks.ts";
import type { ActingUser } from "./users.ts";

export interface CalendarFeed {
  readonly createdAt: number;
  /** To a quarter of an hour. */
  readonly lastUsedAt: number | null;
}

/** What stands in a person's calendar; of each the newest first. */
export interface CalendarEntries {
  readonly events: readonly Omit<CalendarEvent, "lastEndsAt">[];
  /** Open, with a time. */
  readonly tasks: readonly CalendarTask[];
  /** Active, with a date. */
  readonly goals: readonly CalendarGoal[];
}
export type CalendarTask = Pick<Task, "id" | "title" | "notes" | "version" | "createdAt" | "updatedAt"> & {
  readonly dueAt: number;
};
export type CalendarGoal = Pick<Goal, "id" | "title" | "why" | "version" | "createdAt" | "updatedAt"> & {
  readonly targetDate: string;
};

/** "repeated": the call was made before, and its answer shown then. "mismatch": it was another call. */
export type OpenedFeed = "opened" | "repeated" | "mismatch" | "tenant_unknown";

/** The addresses of persons' calendars; every call is one round trip. */
export interface CalendarFeeds {
  /** From now on this token opens it, and no other; the id is the call's own. */
  open(call: {
    readonly id: string;
    readonly person: ActingUser;
    readonly tokenHash: string;
    readonly idempotency: IdempotencyClaim | null;
    readonly now: number;
  }): Promise<OpenedFeed>;
  find(person: ActingUser): Promise<CalendarFeed | null>;
  /** Again is the same. */
  close(person: ActingUser): Promise<void>;
  /** What the holder of a token sees, at most `limit` of each kind; null for a token that opens nothing. */
  read(call: {
    readonly tokenHash: string;
    readonly limit: number;
    readonly now: number;
  }): Promise<CalendarEntries | null>;
}
