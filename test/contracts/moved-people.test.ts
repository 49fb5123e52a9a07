import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { reachOf } from "#shared/adapters/postgres/reach-of.ts";
import type { ActingUser, UserProfile } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildUserChange } from "#test/builders/build-user-change.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { fakeUsers } from "#test/fakes/fake-users.ts";
import { fakePeopleOf, type PeopleSubject, postgresPeople } from "./people-subject.ts";

interface Subject {
  readonly people: PeopleSubject;
  /** Gives the person a reminder that goes with them, unless it is fixed to a zone or cancelled. */
  remind(person: ActingUser, how?: { zone?: string; status?: string }): Promise<void>;
}

function inMemory(): Subject {
  const floating = new Set<string>();
  const store = createFakePeopleStore(createFakeMemoryStore());
  return {
    people: { ...fakePeopleOf(store), users: fakeUsers(store, ({ ownerId }) => floating.has(ownerId)) },
    async remind({ ownerId }, { zone, status } = {}) {
      if (zone === undefined && status !== "cancelled") floating.add(ownerId);
    },
  };
}

function inPostgres(): Subject {
  const url = inject("databaseUrl");
  const database = createDatabase({ url });
  const text = `insert into reminders (id, tenant_id, owner_id, user_id, kind, text, starts_local, time_zone, due_at,
      channel, status, created_at, updated_at)
    values (gen_random_uuid(), $1, $2, $3, 'reminder', 'Drink', '2026-01-31 08:00', $4, now(), 'auto', $5, now(), now())`;
  return {
    people: postgresPeople(url),
    async remind(person, { zone, status = "scheduled" } = {}) {
      const { tenantId, ownerId, userId } = person;
      await database.query(reachOf(person), {
        text,
        values: [tenantId, ownerId, userId, zone ?? null, status],
      });
    },
  };
}

describe.each([
  ["memory", inMemory],
  ["Postgres", inPostgres],
])("a person in another zone, in %s,", (_name, make) => {
  const { people, remind } = make();
  const start = async () => {
    const person = buildPerson();
    await people.users.see(person, Date.UTC(2026, 0, 31, 12));
    const change = async (set: Partial<UserProfile>) =>
      (await people.users.change(buildUserChange(person, set)))!.leftJob;
    const jobs = () => people.outboxOf(person.tenantId);
    return { person, change, jobs };
  };

  test("leaves a job for the reminders that go with them", async () => {
    const { person, change, jobs } = await start();
    await remind(person);
    expect(await change({ timeZone: "Asia/Tokyo" })).toBe(true);
    const dueAt = Date.UTC(2026, 0, 31, 12, 1);
    expect(await jobs()).toMatchObject([{ requestId: "request", dueAt }]);
    expect(await change({ timeZone: null })).toBe(true);
    expect(await jobs()).toHaveLength(2);
  });

  test("leaves none where the zone is the same or nothing goes with them", async () => {
    const { person, change, jobs } = await start();
    expect(await change({ timeZone: "Asia/Tokyo" })).toBe(false);
    await remind(person, { zone: "Asia/Tokyo" });
    await remind(person, { status: "cancelled" });
    expect(await change({ timeZone: null })).toBe(false);
    await remind(person);
    for (const same of [{ timeZone: "UTC" }, { timeZone: null }, { name: "Anna" }])
      expect(await change(same)).toBe(false);
    expect(await jobs()).toEqual([]);
  });
});
