import { Conflict, IdempotencyMismatch, NotFound } from "../../../errors.ts";
import type { CalendarFeed, CalendarFeeds } from "../../../ports/calendar-feeds.ts";
import type { Clock, Ids } from "../../../ports/clock.ts";
import type { IdempotencyClaim } from "../../../ports/messages.ts";
import type { ActingUser } from "../../../ports/users.ts";
import { hashFeedToken, makeFeedToken } from "./feed-token.ts";

interface Needs {
  readonly calendarFeeds: CalendarFeeds;
  readonly clock: Clock;
  readonly ids: Ids;
}

interface Call {
  readonly person: ActingUser;
  readonly idempotency: IdempotencyClaim | null;
}

/** Gives a person's calendar an address, which is in this answer and nowhere else; the one before opens it no more. */
export async function openCalendarFeed(
  ports: Needs,
  { person, idempotency }: Call,
): Promise<CalendarFeed & { readonly token: string }> {
  const token = makeFeedToken();
  const now = ports.clock.now();
  const opening = { id: ports.ids.next(), person, tokenHash: hashFeedToken(token), idempotency, now };
  switch (await ports.calendarFeeds.open(opening)) {
    case "tenant_unknown":
      throw new NotFound(`tenant ${person.tenantId}`);
    case "mismatch":
      throw new IdempotencyMismatch();
    case "repeated":
      throw new Conflict(
        "this Idempotency-Key made an address already, which is shown once: make another, which ends that one",
      );
    case "opened":
      return { token, createdAt: now, lastUsedAt: null };
  }
}
