import type { CalendarEntries, CalendarFeed, CalendarFeeds } from "#shared/ports/calendar-feeds.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { claimAnswer } from "./fake-ledger.ts";
import { type FakePeopleStore, personKey, seePerson } from "./fake-people-store.ts";

type KeptFeed = CalendarFeed & { readonly person: ActingUser; readonly tokenHash: string };

/** `entries` are what stands in persons' calendars, by their owner ids. */
export function fakeCalendarFeeds(
  store: FakePeopleStore,
  entries: ReadonlyMap<string, CalendarEntries> = new Map(),
): CalendarFeeds {
  const feeds = new Map<string, KeptFeed>();

  return {
    async open({ id, person, tokenHash, idempotency, now }) {
      if (!seePerson(store, person, now)) return "tenant_unknown";
      const write = { actor: person, outboxId: "", requestId: "", now, idempotency };
      const kept = { requestHash: idempotency?.requestHash ?? "", ids: [id], pendingIds: [], createdAt: now };
      const claimed = claimAnswer(store.memory, write, kept);
      if (claimed !== null) return claimed === "mismatch" ? "mismatch" : "repeated";
      feeds.set(person.ownerId, { person, tokenHash, createdAt: now, lastUsedAt: null });
      return "opened";
    },

    async find({ ownerId }) {
      const feed = feeds.get(ownerId);
      return feed ? { createdAt: feed.createdAt, lastUsedAt: feed.lastUsedAt } : null;
    },

    async close({ ownerId }) {
      feeds.delete(ownerId);
    },

    async read({ tokenHash, limit, now }) {
      const feed = [...feeds.values()].find((known) => known.tokenHash === tokenHash);
      if (!feed) return null;
      const isOld = feed.lastUsedAt === null || feed.lastUsedAt < now - 15 * 60_000;
      if (isOld) feeds.set(feed.person.ownerId, { ...feed, lastUsedAt: now });
      const holder = store.persons.get(personKey(feed.person));
      if (!holder || holder.disabledAt !== null || holder.deletionId !== null) return null;
      const { events = [], tasks = [], goals = [] } = entries.get(feed.person.ownerId) ?? {};
      return { events: events.slice(0, limit), tasks: tasks.slice(0, limit), goals: goals.slice(0, limit) };
    },
  };
}
