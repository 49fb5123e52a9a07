import { NotFound } from "../../../errors.ts";
import type { CalendarEntries, CalendarFeeds } from "../../../ports/calendar-feeds.ts";
import type { Clock } from "../../../ports/clock.ts";
import { hashFeedToken, isFeedToken } from "./feed-token.ts";
import { writeCalendar } from "./write-calendar.ts";

const mostComponents = 2_000;

interface Needs {
  readonly calendarFeeds: CalendarFeeds;
  readonly clock: Clock;
}

/** The calendar that a token opens, as iCalendar: the newest of what stands in it. */
export async function readCalendar(ports: Needs, { token }: { readonly token: string }): Promise<string> {
  const now = ports.clock.now();
  const tokenHash = hashFeedToken(token);
  const entries = isFeedToken(token)
    ? await ports.calendarFeeds.read({ tokenHash, limit: mostComponents, now })
    : null;
  if (!entries) throw new NotFound("calendar");
  return writeCalendar(cut(entries), now);
}

function cut({ events, tasks, goals }: CalendarEntries): CalendarEntries {
  const newest = [...events, ...tasks, ...goals]
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .slice(0, mostComponents);
  const kept = new Set(newest.map(({ id }) => id));
  const keep = <Entry extends { id: string }>(entries: readonly Entry[]) =>
    entries.filter(({ id }) => kept.has(id));
  return { events: keep(events), tasks: keep(tasks), goals: keep(goals) };
}
