import type { Change, Changed, Created, Creation } from "./goals.ts";
import type { Page, PageRequest } from "./page.ts";
import type { ActingUser } from "./users.ts";

export interface CalendarEvent {
  readonly id: string;
  readonly title: string;
  readonly notes: string | null;
  readonly location: string | null;
  readonly startsAt: number;
  readonly endsAt: number | null;
  readonly timeZone: string;
  /** An RRULE that begins at `startsAt`. What recurs has times of whole seconds, which a change sees to. */
  readonly recurrence: string | null;
  /** When the last of its times is over; null: never. */
  readonly lastEndsAt: number | null;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type EventFields = Pick<
  CalendarEvent,
  "title" | "notes" | "location" | "startsAt" | "endsAt" | "timeZone" | "recurrence"
>;

export interface NewEvent extends Creation {
  /** In the person's zone where it names none. */
  readonly fields: Omit<EventFields, "timeZone"> & { readonly timeZone: string | null };
  readonly lastEndsAt: number | null;
  /** By which `lastEndsAt` was found, where that depends on it: if it is in another, nothing is written. */
  readonly zone: string | null;
}

export interface ChangeEvent extends Change {
  readonly fields: Partial<EventFields>;
  /** Where it recurs and its times change; left out, nothing is written. */
  readonly lastEndsAt?: number | null;
}

/**
 * "reversed": it would end before it starts. "recurs": its times change, and somebody must say when the last of them is
 * over; here it is with all that the call changes.
 */
export type ChangedEvent =
  | Changed<CalendarEvent>
  | { readonly outcome: "reversed" }
  | { readonly outcome: "recurs"; readonly thing: CalendarEvent };

export interface EventFilter {
  /** With a time at or after it. */
  readonly from: number | undefined;
  /** That begin before it. */
  readonly until: number | undefined;
}

/** How many a person may have. */
export const mostEvents = 5_000;

/** A person's events; every call is one round trip. What is not theirs is not there. */
export interface Events {
  create(
    creation: NewEvent,
  ): Promise<Created<CalendarEvent> | { readonly outcome: "elsewhere"; readonly zone: string }>;
  find(person: ActingUser, id: string): Promise<CalendarEvent | null>;
  /** In the order in which they were made. */
  list(person: ActingUser, filter: EventFilter, page: PageRequest): Promise<Page<CalendarEvent>>;
  change(change: ChangeEvent): Promise<ChangedEvent>;
  remove(change: Change): Promise<"removed" | "outdated" | "missing">;
}
