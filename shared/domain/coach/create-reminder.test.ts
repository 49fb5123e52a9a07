import { describe, expect, test, vi } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildReminderPorts } from "#test/builders/build-reminder-ports.ts";
import { createReminder, type ReminderDraft } from "./create-reminder.ts";
import { occurrencesBetween } from "./recurrence/occurrences-between.ts";

const noon = Date.UTC(2026, 0, 31, 12);
const at = (instant: string) => Date.parse(instant);
const iso = (instant: number) => new Date(instant).toISOString();
const claim = { route: "/v1/reminders", key: "k", requestHash: "00" };

function start() {
  const ports = buildReminderPorts(noon);
  const person = buildPerson();
  const create = (draft: Partial<ReminderDraft>, idempotency: typeof claim | null = null) =>
    createReminder(ports, {
      person,
      draft: { kind: "reminder", text: "stretch", ...draft },
      idempotency,
      requestId: "r",
    });
  const live = (timeZone: string) => ports.live(person, timeZone);
  return { ports, person, create, live };
}

describe("a new reminder", () => {
  test("at an instant is told in the person's zone, and sent at once", async () => {
    const { ports, create, live, person } = start();
    live("Europe/Berlin");
    const reminder = await create({ dueAt: at("2026-01-31T12:10:00.500Z") });
    expect(reminder).toMatchObject({
      ...{
        startsLocal: "2026-01-31T13:10:00",
        timeZone: "Europe/Berlin",
        dueAt: at("2026-01-31T12:10:00.500Z"),
      },
      ...{ status: "scheduled", channel: "auto", recurrence: null, escalateAfterSeconds: null, version: 1 },
    });
    expect(ports.jobs.sent).toMatchObject([
      {
        ...{ kind: "remind", queue: "reminders", tenantId: person.tenantId, reminderId: reminder.id },
        ...{ at: reminder.dueAt, delaySeconds: 601, requestId: "r" },
      },
    ]);
  });

  test.each([
    ["a clock's time floats", { dueAt: "2026-02-01T08:00" }, null, "2026-02-01T07:00Z"],
    [
      "with a zone it stays there",
      { dueAt: "2026-02-01T08:00", timeZone: "Asia/Tokyo" },
      "Asia/Tokyo",
      "2026-01-31T23:00Z",
    ],
    [
      "a rule floats",
      { recurrence: "FREQ=DAILY", dueAt: "2026-01-30T08:00:30" },
      null,
      "2026-02-01T07:00:30Z",
    ],
    [
      "a rule begins at an instant",
      { recurrence: "FREQ=WEEKLY", dueAt: at("2026-01-31T13:00Z") },
      null,
      "2026-01-31T13:00Z",
    ],
    ["a rule begins now", { recurrence: "RRULE:freq=daily;byhour=8" }, null, "2026-02-01T07:00Z"],
    ["a skipped time is that of the skip", { dueAt: "2026-03-29T02:30" }, null, "2026-03-29T01:00Z"],
  ])("%s", async (_, draft, timeZone, dueAt) => {
    const { create, live } = start();
    live("Europe/Berlin");
    const reminder = await create(draft);
    expect([new Date(reminder.dueAt), reminder.timeZone]).toEqual([new Date(dueAt), timeZone]);
  });

  test("that recurs keeps to the second, and begins in the one at hand if it is still ahead", async () => {
    const { ports, create } = start();
    ports.clock.advance(200);
    const recurrence = "FREQ=DAILY;COUNT=2";
    const reminder = await create({ dueAt: noon + 567, recurrence });
    expect(reminder).toMatchObject({ startsLocal: "2026-01-31T12:00:00", dueAt: noon });
    expect(ports.jobs.sent).toMatchObject([{ at: noon }]);
    expect(await create({ dueAt: noon + 200, recurrence })).toMatchObject({ dueAt: noon + 86_400_000 });
    expect(await create({ dueAt: noon + 567 })).toMatchObject({ dueAt: noon + 567 });
  });

  const [saturday, turningBack] = ["2026-01-31T11:20:30Z", "2026-10-25T01:30:30Z"] as const;
  test.each([
    [saturday, "FREQ=DAILY;COUNT=1", ["2026-01-31T11:21Z"]],
    [saturday, "FREQ=DAILY;COUNT=3", ["2026-01-31T11:21Z", "2026-02-01T11:21Z", "2026-02-02T11:21Z"]],
    ["2026-01-31T11:20Z", "FREQ=DAILY;COUNT=1", ["2026-01-31T11:21Z"]],
    ["2026-01-31T22:59:30Z", "FREQ=WEEKLY;COUNT=1", ["2026-01-31T23:00Z"]],
    [saturday, "FREQ=HOURLY;BYMINUTE=15;COUNT=2", ["2026-01-31T12:15Z", "2026-01-31T13:15Z"]],
    [saturday, "FREQ=DAILY;BYHOUR=12;COUNT=2", ["2026-02-01T11:00Z", "2026-02-02T11:00Z"]],
    [saturday, "FREQ=DAILY;BYHOUR=12;BYMINUTE=20;COUNT=1", ["2026-02-01T11:20Z"]],
    [saturday, "FREQ=DAILY;BYHOUR=12;BYMINUTE=21;COUNT=1", ["2026-01-31T11:21Z"]],
    [saturday, "FREQ=DAILY;BYHOUR=8,12,20;COUNT=2", ["2026-01-31T19:00Z", "2026-02-01T07:00Z"]],
    // The day of the week is that of the call.
    [saturday, "FREQ=WEEKLY;BYHOUR=8;COUNT=2", ["2026-02-07T07:00Z", "2026-02-14T07:00Z"]],
    [saturday, "FREQ=DAILY;INTERVAL=2;BYHOUR=8;COUNT=2", ["2026-02-02T07:00Z", "2026-02-04T07:00Z"]],
    [saturday, "FREQ=MONTHLY;BYHOUR=8;COUNT=2", ["2026-03-31T06:00Z", "2026-05-31T06:00Z"]],
    // What the clock shows for the second time was the first time an hour ago.
    [turningBack, "FREQ=DAILY;COUNT=2", ["2026-10-26T01:31Z", "2026-10-27T01:31Z"]],
    ["2026-03-28T23:30Z", "FREQ=DAILY;BYHOUR=2;COUNT=2", ["2026-03-29T01:00Z", "2026-03-30T00:00Z"]],
  ])("by a rule alone, at %s, begins with the first time ahead: %s", async (now, recurrence, times) => {
    const { ports, create, live } = start();
    live("Europe/Berlin");
    ports.clock.set(at(now));
    const reminder = await create({ recurrence });
    const all = { ...reminder, from: at(now), until: Number.POSITIVE_INFINITY, limit: 9 };
    expect(occurrencesBetween(all).map(iso)).toEqual(times.map((time) => iso(at(time))));
    expect(iso(reminder.dueAt)).toBe(iso(at(times[0]!)));
  });

  test("goes by the zone that the person is in by now, whichever was known", async () => {
    const { create, live } = start();
    const first = await create({ dueAt: "2026-02-01T08:00" });
    expect(first).toMatchObject({ zone: "UTC", dueAt: at("2026-02-01T08:00Z") });
    live("Asia/Tokyo");
    expect(await create({ dueAt: "2026-02-01T08:00" })).toMatchObject({
      ...{ zone: "Asia/Tokyo", dueAt: at("2026-01-31T23:00Z") },
    });
    live("America/New_York");
    // In Tokyo it is over.
    expect(await create({ dueAt: "2026-01-31T12:00" })).toMatchObject({ dueAt: at("2026-01-31T17:00Z") });
  });

  test("at an instant is told where the person is by now, at one look more where that was not known", async () => {
    const { create, live, ports } = start();
    const dueAt = at("2026-02-01T08:00Z");
    const asked = vi.spyOn(ports.reminders, "create");
    const looks = async () => {
      asked.mockClear();
      await create({ dueAt });
      return asked.mock.calls.length;
    };
    expect(await looks()).toBe(1);
    for (const [zone, startsLocal] of [
      ["Europe/Berlin", "2026-02-01T09:00:00"],
      ["Asia/Tokyo", "2026-02-01T17:00:00"],
    ] as const) {
      live(zone);
      expect(await looks()).toBe(2);
      expect(await create({ dueAt })).toMatchObject({ timeZone: zone, zone, startsLocal, dueAt });
      expect(await looks()).toBe(1);
    }
    live("America/New_York");
    await expect(create({ dueAt: noon })).rejects.toThrow("it is 2026-01-31T07:00 in America/New_York now");
    expect(await create({ dueAt, timeZone: "UTC" })).toMatchObject({ timeZone: "UTC" });
    live("Asia/Tokyo");
    expect(await create({ dueAt }, claim)).toMatchObject({ timeZone: "Asia/Tokyo" });
    live("Europe/Berlin");
    expect(await create({ dueAt }, claim)).toMatchObject({ timeZone: "Asia/Tokyo" });
  });

  test.each<[string, Partial<ReminderDraft>, string]>([
    [
      "an instant of the past",
      { dueAt: noon },
      "due_at must lie in the future; it is 2026-01-31T13:00 in Europe/Berlin now",
    ],
    [
      "a clock's time of the past",
      { dueAt: "2026-01-31T12:59" },
      "due_at must lie in the future; it is 2026-01-31T13:00 in Europe/Berlin now",
    ],
    [
      "a rule that is over",
      { dueAt: "2026-01-01T08:00", recurrence: "FREQ=DAILY;COUNT=3" },
      "recurrence must have a time in the future; it is 2026-01-31T13:00 in Europe/Berlin now",
    ],
    ["no time at all", {}, "due_at is required, or a recurrence such as FREQ=DAILY;BYHOUR=8;BYMINUTE=0"],
    [
      "a day",
      { dueAt: "2026-02-01" },
      "due_at must be a time such as 2026-03-28T08:00, or an instant with its offset",
    ],
    [
      "a day that is none",
      { dueAt: "2026-02-30T08:00" },
      "due_at must be a time such as 2026-03-28T08:00, or an instant with its offset",
    ],
    [
      "an offset for a zone",
      { dueAt: "2026-02-01T08:00", timeZone: "+01:00" },
      "timezone must be an IANA time zone such as Europe/Zurich",
    ],
    ["what is no rule", { recurrence: "daily" }, "recurrence "],
  ])("is refused with %s", async (_, draft, message) => {
    const { create, live, ports } = start();
    live("Europe/Berlin");
    await expect(create(draft)).rejects.toMatchObject({
      code: "validation_failed",
      message: expect.stringContaining(message),
    });
    expect([ports.store.reminders.size, ports.jobs.sent.length]).toEqual([0, 0]);
  });

  test("is made once by one key, and found again though its time is over", async () => {
    const { create, ports } = start();
    const draft = { dueAt: "2026-01-31T12:05" };
    const first = await create(draft, claim);
    ports.clock.advance(600_000);
    expect(await create(draft, claim)).toEqual(first);
    await expect(create(draft, { ...claim, key: "l" })).rejects.toThrow("must lie in the future");
    await expect(create(draft, { ...claim, requestHash: "01" })).rejects.toMatchObject({
      code: "idempotency_mismatch",
    });
    expect(ports.store.reminders.size).toBe(1);
  });

  test("stands though the queue does not answer", async () => {
    const { create, ports } = start();
    ports.jobs.failing = true;
    const { id } = await create({ dueAt: noon + 60_000 });
    expect([...ports.store.people.memory.outbox.values()]).toMatchObject([
      { kind: "remind", reminderId: id, at: noon + 60_000, dueAt: noon + 120_000 },
    ]);
  });

  test("is one of a thousand at most", async () => {
    const { create, ports } = start();
    for (let made = 0; made < 1_000; made++) await create({ dueAt: noon + 60_000 });
    await expect(create({ dueAt: noon + 60_000 })).rejects.toMatchObject({ code: "conflict" });
    expect(ports.store.reminders.size).toBe(1_000);
  });

  test("is one of twenty at most if it is a check-in, and reminders are made beside them", async () => {
    const { create } = start();
    const checkIn = { kind: "check_in", text: "", recurrence: "FREQ=HOURLY" } as const;
    for (let made = 0; made < 20; made++) await create(checkIn);
    await expect(create(checkIn)).rejects.toMatchObject({
      code: "conflict",
      message: "a person has at most 1000 reminders that still fire, of them 20 check-ins; cancel one",
    });
    await create({ dueAt: noon + 60_000 });
  });
});
