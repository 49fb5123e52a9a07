import { createHash, randomUUID } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { postgresCalendarFeeds } from "#shared/adapters/postgres/calendar/postgres-calendar-feeds.ts";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import type { CalendarEntries, CalendarFeeds } from "#shared/ports/calendar-feeds.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeCalendarFeeds } from "#test/fakes/fake-calendar-feeds.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore, personKey } from "#test/fakes/fake-people-store.ts";
import { askAs } from "./ask-as.ts";

interface Subject {
  readonly feeds: CalendarFeeds;
  /** Puts them into the person's calendar, and what has no place there. */
  fill(person: ActingUser, entries: CalendarEntries): Promise<void>;
  disable(person: ActingUser): Promise<void>;
}

const noon = Date.UTC(2026, 0, 31, 12);
const hour = 3_600_000;
const call = () => ({ id: uuidv7(), idempotency: null });
const newHash = () => createHash("sha256").update(randomUUID()).digest("hex");
const common = (version: number) => ({ id: uuidv7(), version, createdAt: noon, updatedAt: noon + version });

const entries = (): CalendarEntries => ({
  events: [
    {
      ...{ ...common(2), title: "Swim", notes: "bring a towel", location: "Pool", timeZone: "Europe/Berlin" },
      ...{ startsAt: noon, endsAt: noon + hour, recurrence: "FREQ=DAILY" },
    },
  ],
  tasks: [{ ...common(1), title: "Tax form", notes: null, dueAt: noon + hour }],
  goals: [{ ...common(3), title: "Run 10k", why: "Health", targetDate: "2026-06-30" }],
});
const nothing: CalendarEntries = { events: [], tasks: [], goals: [] };

function describeFeeds(name: string, make: () => Subject): void {
  const { feeds, fill, disable } = make();
  const open = async (person: ActingUser, now = noon) => {
    const tokenHash = newHash();
    expect(await feeds.open({ ...call(), person, tokenHash, now })).toBe("opened");
    return tokenHash;
  };
  const read = (tokenHash: string, { limit = 10, now = noon } = {}) => feeds.read({ tokenHash, limit, now });

  describe(`calendar feeds in ${name}`, () => {
    test("show whoever holds the token what stands in its person's calendar, and nobody else's", async () => {
      const anna = buildPerson();
      const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
      const [ofAnna, ofBen] = [await open(anna), await open(ben)];
      const given = entries();
      await fill(anna, given);
      expect(await read(ofAnna)).toEqual(given);
      expect(await read(ofBen)).toEqual(nothing);
      expect(await read(newHash())).toBeNull();
    });

    test("have the newest of each kind", async () => {
      const person = buildPerson();
      const token = await open(person);
      const [older, newer] = [entries(), entries()];
      await fill(person, {
        events: [...newer.events, ...older.events],
        tasks: [...newer.tasks, ...older.tasks],
        goals: [...newer.goals, ...older.goals],
      });
      expect(await read(token, { limit: 1 })).toEqual(newer);
    });

    test("are opened once by calls that are one", async () => {
      const person = buildPerson();
      const claim = (requestHash: string) => ({ route: "/v1/calendar-feed", key: "k", requestHash });
      const openBy = async (requestHash: string, now = noon) => {
        const tokenHash = newHash();
        const idempotency = claim(requestHash);
        return [tokenHash, await feeds.open({ id: uuidv7(), person, tokenHash, idempotency, now })] as const;
      };
      const [[first, outcome], again, other] = [await openBy("aa"), await openBy("aa"), await openBy("bb")];
      expect([outcome, again[1], other[1]]).toEqual(["opened", "repeated", "mismatch"]);
      expect([await read(first), await read(again[0]), await read(other[0])]).toEqual([nothing, null, null]);
      expect(await openBy("bb", noon + 25 * hour)).toContain("opened");
      expect(await read(first)).toBeNull();
    });

    test("go by the last token alone, until there is none", async () => {
      const person = buildPerson();
      const first = await open(person);
      const second = await open(person, noon + 1);
      expect(await read(first)).toBeNull();
      expect(await read(second)).toEqual(nothing);
      await feeds.close(person);
      await feeds.close(person);
      expect(await read(second)).toBeNull();
      expect(await feeds.find(person)).toBeNull();
    });

    test("say since when they are, and to a quarter of an hour when they were read last", async () => {
      const person = buildPerson();
      expect(await feeds.find(person)).toBeNull();
      const token = await open(person);
      expect(await feeds.find(person)).toEqual({ createdAt: noon, lastUsedAt: null });
      for (const [now, lastUsedAt] of [
        [noon + 1, noon + 1],
        [noon + 10 * 60_000, noon + 1],
        [noon + 20 * 60_000, noon + 20 * 60_000],
      ] as const) {
        await read(token, { now });
        expect(await feeds.find(person)).toEqual({ createdAt: noon, lastUsedAt });
      }
      await open(person, noon + hour);
      expect(await feeds.find(person)).toEqual({ createdAt: noon + hour, lastUsedAt: null });
    });

    test("are closed to whoever may not come in any more", async () => {
      const person = buildPerson();
      const token = await open(person);
      await disable(person);
      expect(await read(token)).toBeNull();
    });

    test("begin only in a tenant that is there", async () => {
      const stranger = { ...buildPerson(), mayProvision: false };
      expect(await feeds.open({ ...call(), person: stranger, tokenHash: newHash(), now: noon })).toBe(
        "tenant_unknown",
      );
      expect(await feeds.find(stranger)).toBeNull();
    });
  });
}

describeFeeds("memory", () => {
  const people = createFakePeopleStore(createFakeMemoryStore());
  const kept = new Map<string, CalendarEntries>();
  return {
    feeds: fakeCalendarFeeds(people, kept),
    async fill({ ownerId }, given) {
      kept.set(ownerId, given);
    },
    async disable(person) {
      const known = people.persons.get(personKey(person))!;
      people.persons.set(personKey(person), { ...known, disabledAt: noon });
    },
  };
});

describeFeeds("Postgres", () => {
  const url = inject("databaseUrl");
  const ask = ({ tenantId, userId }: ActingUser, text: string) =>
    askAs(url, { scope: "user", tenant: tenantId, user: userId }, text);
  const at = (ms: number | null) => (ms === null ? "null" : `'${new Date(ms).toISOString()}'`);
  const text = (said: string | null) => (said === null ? "null" : `'${said}'`);
  return {
    feeds: postgresCalendarFeeds(createDatabase({ url })),
    async fill(person, { events, tasks, goals }) {
      const owner = `'${person.tenantId}', aimi_owner(), '${person.userId}'`;
      const rest = (row: { version: number; createdAt: number; updatedAt: number }) =>
        `${row.version}, ${at(row.createdAt)}, ${at(row.updatedAt)}`;
      for (const row of events)
        await ask(
          person,
          `insert into events (id, tenant_id, owner_id, user_id, title, notes, location, starts_at, ends_at, time_zone,
             recurrence, version, created_at, updated_at)
           values ('${row.id}', ${owner}, ${text(row.title)}, ${text(row.notes)}, ${text(row.location)},
             ${at(row.startsAt)}, ${at(row.endsAt)}, ${text(row.timeZone)}, ${text(row.recurrence)}, ${rest(row)})`,
        );
      for (const row of tasks)
        for (const [id, due, status] of [
          [row.id, at(row.dueAt), "open"],
          [randomUUID(), at(row.dueAt), "done"],
          [randomUUID(), "null", "open"],
        ])
          await ask(
            person,
            `insert into tasks (id, tenant_id, owner_id, user_id, title, notes, due_at, status, version, created_at,
               updated_at)
             values ('${id}', ${owner}, ${text(row.title)}, ${text(row.notes)}, ${due}, '${status}', ${rest(row)})`,
          );
      for (const row of goals)
        for (const [id, date, status] of [
          [row.id, text(row.targetDate), "active"],
          [randomUUID(), text(row.targetDate), "achieved"],
          [randomUUID(), "null", "active"],
        ])
          await ask(
            person,
            `insert into goals (id, tenant_id, owner_id, user_id, title, why, target_date, status, version, created_at,
               updated_at)
             values ('${id}', ${owner}, ${text(row.title)}, ${text(row.why)}, ${date}, '${status}', ${rest(row)})`,
          );
    },
    async disable(person) {
      await ask(person, `update users set disabled_at = now() where id = '${person.userId}'`);
    },
  };
});
