import { NotFound } from "../../../errors.ts";
import type { CalendarFeed, CalendarFeeds } from "../../../ports/calendar-feeds.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { ActingUser } from "../../../ports/users.ts";
import { hashFeedToken, makeFeedToken } from "./feed-token.ts";

interface Needs {
  readonly calendarFeeds: CalendarFeeds;
  readonly clock: Clock;
}

/** Gives a person's calendar an address, which is in this answer and nowhere else; the one before opens it no more. */
export async function openCalendarFeed(
  ports: Needs,
  { person }: { readonly person: ActingUser },
): Promise<CalendarFeed & { readonly token: string }> {
  const token = makeFeedToken();
  const now = ports.clock.now();
  const isOpen = await ports.calendarFeeds.open({ person, tokenHash: hashFeedToken(token), now });
  if (!isOpen) throw new NotFound(`tenant ${person.tenantId}`);
  return { token, createdAt: now, lastUsedAt: null };
}
