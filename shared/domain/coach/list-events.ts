import type { CalendarEvent, EventFilter, Events } from "../../ports/events.ts";
import type { Page, PageRequest } from "../../ports/page.ts";
import type { Person } from "../access/person-of.ts";
import { nextStartOf } from "./next-start-of.ts";

interface Call {
  readonly person: Person;
  readonly filter: EventFilter;
  readonly page: PageRequest;
}

/** Where a page was thinned out, many are read at once. */
const readAhead = 500;

/** A page of events with a time in the stretch. The store knows when an event begins and ends for good; its rule, the rest. */
export async function listEvents(
  { events }: { readonly events: Pick<Events, "list"> },
  { person, filter, page }: Call,
): Promise<Page<CalendarEvent>> {
  const found: CalendarEvent[] = [];
  let { limit, after } = page;
  for (;;) {
    const { items, next } = await events.list(person, filter, { limit, after });
    for (const event of items) {
      if (!isWithin(event, filter)) continue;
      if (found.length === page.limit) return { items: found, next: found.at(-1)!.id };
      found.push(event);
    }
    if (next === null) return { items: found, next: null };
    if (found.length === page.limit) return { items: found, next };
    [limit, after] = [readAhead, next];
  }
}

function isWithin(event: CalendarEvent, { from, until }: EventFilter): boolean {
  if (event.recurrence === null || from === undefined || until === undefined) return true;
  const lasts = (event.endsAt ?? event.startsAt) - event.startsAt;
  const next = nextStartOf(event, from - lasts);
  return next !== null && next < until;
}
