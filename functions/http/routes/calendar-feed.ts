import { personOf } from "#shared/domain/access/person-of.ts";
import { openCalendarFeed } from "#shared/domain/coach/calendar/open-calendar-feed.ts";
import { readCalendar } from "#shared/domain/coach/calendar/read-calendar.ts";
import {
  closeCalendarFeedContract,
  getCalendarFeedContract,
  openCalendarFeedContract,
  readCalendarContract,
} from "#shared/wire/http/calendar-feed.ts";
import { type Route, route } from "../route.ts";
import { toInstant } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

const openCalendarFeedRoute = route(
  openCalendarFeedContract,
  async ({ caller, query, ports, idempotency }) => {
    const person = personOf(caller, toNamed(query));
    const { token, createdAt } = await openCalendarFeed(ports, { person, idempotency });
    // Behind an edge nobody here knows the public address; the caller does.
    const body = { url: `/calendar/${token}.ics`, created_at: toInstant(createdAt) };
    return { status: 201, body, tenantId: person.tenantId };
  },
);

const getCalendarFeedRoute = route(getCalendarFeedContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  const feed = await ports.calendarFeeds.find(person);
  const body = {
    exists: feed !== null,
    created_at: feed && toInstant(feed.createdAt),
    last_used_at: feed?.lastUsedAt ? toInstant(feed.lastUsedAt) : null,
  };
  return { status: 200, body, tenantId: person.tenantId };
});

const closeCalendarFeedRoute = route(closeCalendarFeedContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  await ports.calendarFeeds.close(person);
  return { status: 204, body: null, tenantId: person.tenantId };
});

const readCalendarRoute = route(readCalendarContract, async ({ params, ports }) => {
  const calendar = await readCalendar(ports, { token: params.file.replace(/\.ics$/, "") });
  return new Response(calendar, {
    headers: { "content-type": "text/calendar; charset=utf-8", "cache-control": "private, max-age=300" },
  });
});

export const routes: readonly Route[] = [
  openCalendarFeedRoute,
  getCalendarFeedRoute,
  closeCalendarFeedRoute,
  readCalendarRoute,
];
