import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import type { CalendarEvent, ChangeEvent, EventFilter, NewEvent } from "#shared/ports/events.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildUserChange } from "#test/builders/build-user-change.ts";
import { type CoachSubject, coachSubjects, noon } from "./coach-subject.ts";

const day = 86_400_000;
const hour = 3_600_000;

describe.each(coachSubjects)("events in %s", (_name, make) => {
  const { events, users }: CoachSubject = make();

  const creationOf = (person: ActingUser, given: Partial<NewEvent["fields"]> = {}): NewEvent => {
    const unsaid = { notes: null, location: null, endsAt: null, timeZone: null, recurrence: null };
    const fields = { title: "Dentist", startsAt: noon, ...unsaid, ...given };
    const lastEndsAt = fields.recurrence === null ? (fields.endsAt ?? fields.startsAt) : null;
    return { id: uuidv7(), person, fields, lastEndsAt, zone: null, idempotency: null, now: noon };
  };
  const add = async (creation: NewEvent): Promise<CalendarEvent> => {
    const created = await events.create(creation);
    if (created.outcome !== "created") throw new Error(created.outcome);
    return created.thing;
  };
  const create = (...given: Parameters<typeof creationOf>) => add(creationOf(...given));
  const change = (
    person: ActingUser,
    id: string,
    fields: ChangeEvent["fields"],
    how: Partial<ChangeEvent> = {},
  ) => events.change({ person, id, fields, version: null, now: noon + 1_000, ...how });
  const idsOf = async (person: ActingUser, filter: Partial<EventFilter> = {}) => {
    const all = { from: undefined, until: undefined, ...filter };
    return (await events.list(person, all, { limit: 99, after: null })).items.map(({ id }) => id);
  };

  test("are what was said of them", async () => {
    const person = buildPerson();
    const fields = {
      ...{ title: "Dentist", notes: "Fasting", location: "Main St 1", startsAt: noon },
      ...{ endsAt: noon + hour, timeZone: "Europe/Berlin", recurrence: null },
    };
    const event = await create(person, fields);
    expect(event).toEqual({
      ...{ ...fields, id: event.id, lastEndsAt: noon + hour, version: 1, createdAt: noon, updatedAt: noon },
    });
    expect(await events.find(person, event.id)).toEqual(event);
  });

  test("are in the person's zone where they name none", async () => {
    const person = buildPerson();
    expect((await create(person)).timeZone).toBe("UTC");
    await users.change(buildUserChange(person, { timeZone: "Asia/Tokyo" }));
    expect((await create(person)).timeZone).toBe("Asia/Tokyo");
  });

  test("are not written where their end was found by another zone", async () => {
    const person = buildPerson();
    await users.change(buildUserChange(person, { timeZone: "Asia/Tokyo" }));
    const guess = { ...creationOf(person, { recurrence: "FREQ=DAILY;COUNT=2" }), lastEndsAt: noon + day };
    const refused = await events.create({ ...guess, zone: "UTC" });
    expect(refused).toEqual({ outcome: "elsewhere", zone: "Asia/Tokyo" });
    expect(await idsOf(person)).toEqual([]);
    expect(await add({ ...guess, zone: "Asia/Tokyo" })).toMatchObject({
      ...{ timeZone: "Asia/Tokyo", lastEndsAt: noon + day },
    });
  });

  test("are listed as they were made, and by the stretch that they or a time of theirs may be in", async () => {
    const person = buildPerson();
    const past = await create(person, { startsAt: noon - day, endsAt: noon - hour });
    const now = await create(person, { startsAt: noon - hour, endsAt: noon + hour });
    const ever = await create(person, { startsAt: noon - 9 * day, recurrence: "FREQ=DAILY" });
    const future = await create(person, { startsAt: noon + day });
    const all = [past, now, ever, future].map(({ id }) => id);
    expect(await idsOf(person)).toEqual(all);
    expect(await idsOf(person, { from: noon })).toEqual(all.slice(1));
    expect(await idsOf(person, { until: noon })).toEqual(all.slice(0, 3));
    expect(await idsOf(person, { from: noon, until: noon + day })).toEqual([now.id, ever.id]);
    const any = { from: undefined, until: undefined };
    const page = await events.list(person, any, { limit: 3, after: null });
    expect([page.items.map(({ id }) => id), page.next]).toEqual([all.slice(0, 3), all[2]]);
    const rest = await events.list(person, any, { limit: 3, after: page.next });
    expect([rest.items.map(({ id }) => id), rest.next]).toEqual([all.slice(3), null]);
  });

  test("change by what is given, and get a version by what differs", async () => {
    const person = buildPerson();
    const event = await create(person, { location: "Main St 1", endsAt: noon + hour });
    const fields = { location: null, startsAt: noon - hour, endsAt: null };
    const changed = await change(person, event.id, fields);
    const times = { lastEndsAt: noon - hour, version: 2, updatedAt: noon + 1_000 };
    expect(changed).toEqual({ outcome: "written", thing: { ...event, ...fields, ...times } });
    expect(await change(person, event.id, fields)).toEqual(changed);
    expect(await change(person, event.id, { endsAt: noon - 2 * hour })).toEqual({ outcome: "reversed" });
    expect(await change(person, event.id, { startsAt: noon })).toMatchObject({ outcome: "written" });
  });

  test("that recur are not moved until somebody says when the last is over", async () => {
    const person = buildPerson();
    const event = await create(person, { recurrence: "FREQ=DAILY" });
    const fields = { title: "Run", recurrence: "FREQ=DAILY;COUNT=2" };
    expect(await change(person, event.id, fields)).toEqual({
      ...{ outcome: "recurs", thing: { ...event, ...fields } },
    });
    expect(await events.find(person, event.id)).toEqual(event);
    expect(await change(person, event.id, { title: "Walk" })).toMatchObject({ outcome: "written" });
    const said = await change(person, event.id, fields, { lastEndsAt: noon + day, version: 2 });
    expect(said).toMatchObject({ thing: { ...fields, lastEndsAt: noon + day, version: 3 } });
    expect(await change(person, event.id, { recurrence: null })).toMatchObject({
      thing: { lastEndsAt: noon, version: 4 },
    });
  });

  test("that recur keep to the second as soon as they do", async () => {
    const person = buildPerson();
    const said = { startsAt: noon + 567, endsAt: noon + hour + 123 };
    const event = await create(person, said);
    expect(await change(person, event.id, { title: "Run" })).toMatchObject({ thing: said });
    const kept = { startsAt: noon, endsAt: noon + hour };
    const fields = { recurrence: "FREQ=DAILY" };
    expect(await change(person, event.id, fields)).toMatchObject({ outcome: "recurs", thing: kept });
    const end = { lastEndsAt: null };
    const recurring = await change(person, event.id, fields, end);
    expect(recurring).toMatchObject({ outcome: "written", thing: { ...kept, version: 3 } });
    expect(await change(person, event.id, said)).toEqual(recurring);
    const open = { outcome: "written", thing: { startsAt: noon, endsAt: null } };
    expect(await change(person, event.id, { endsAt: null }, end)).toMatchObject(open);
  });

  test("are not changed or taken away by whoever goes by another version", async () => {
    const person = buildPerson();
    const { id } = await create(person);
    const remove = (version: number | null) => events.remove({ person, id, version, now: noon });
    expect(await change(person, id, { title: "b" }, { version: 2 })).toEqual({ outcome: "outdated" });
    expect(await remove(2)).toBe("outdated");
    const won = await Promise.all(
      ["a", "b", "c"].map((title) => change(person, id, { title }, { version: 1 })),
    );
    expect(won.map(({ outcome }) => outcome).toSorted()).toEqual(["outdated", "outdated", "written"]);
    expect(await remove(null)).toBe("removed");
    expect([await remove(null), await events.find(person, id)]).toEqual(["missing", null]);
  });

  test("are made once under a key, however often and at once it is asked", async () => {
    const person = buildPerson();
    const idempotency = { route: "/v1/events", key: "once", requestHash: "aa" };
    const ask = () => add({ ...creationOf(person), idempotency });
    const all = await Promise.all([ask(), ask(), ask()]);
    expect([new Set(all.map(({ id }) => id)).size, await idsOf(person)]).toEqual([1, [all[0]!.id]]);
    const other = { ...creationOf(person), idempotency: { ...idempotency, requestHash: "bb" } };
    expect(await events.create(other)).toEqual({ outcome: "mismatch" });
  });

  test("are their person's alone, and begin only in a tenant that is there", async () => {
    const anna = buildPerson();
    const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
    const { id } = await create(anna);
    expect([await events.find(ben, id), await idsOf(ben)]).toEqual([null, []]);
    expect(await change(ben, id, { title: "mine" })).toEqual({ outcome: "missing" });
    expect(await events.remove({ person: ben, id, version: null, now: noon })).toBe("missing");
    const stranger = { ...buildPerson(), mayProvision: false };
    expect(await events.create(creationOf(stranger))).toEqual({ outcome: "tenant_unknown" });
  });
});
