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
  /** An RRULE that begins at `startsAt`. */
  readonly recurrence: string | null;
  /** When the last of its times is over; null: never. */
  readonly lastEndsAt: number | null;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type EventFields = Pick<
  CalendarEvent,
  "title" | "notes" | "location" | "startsAt" | "endsAt" | "timeZone" | "recurrence" | "lastEndsAt"
>;

export interface EventFilter {
  /** With a time at or after it. */
  readonly from: number | undefined;
  /** That begin before it. */
  readonly until: number | undefined;
}

/** A person's events; every call is one round trip. What is not theirs is not there. */
export interface Events {
  create(creation: Creation & { readonly fields: EventFields }): Promise<Created<CalendarEvent>>;
  find(person: ActingUser, id: string): Promise<CalendarEvent | null>;
  /** In the order in which they were made. */
  list(person: ActingUser, filter: EventFilter, page: PageRequest): Promise<Page<CalendarEvent>>;
  change(change: Change & { readonly fields: Partial<EventFields> }): Promise<Changed<CalendarEvent>>;
  remove(change: Change): Promise<"removed" | "outdated" | "missing">;
}
