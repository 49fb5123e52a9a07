import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { mostCheckIns, mostReminders } from "#shared/ports/reminder.ts";
import type { Named, ReminderFilter } from "#shared/ports/reminders.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import {
  buildReminder,
  day,
  fakeReminderSubject,
  hour,
  minute,
  noon,
  postgresReminderSubject,
  type ReminderSubject,
  remind,
  settlementOf,
  written,
} from "./reminder-subject.ts";

const everything = { limit: 100, after: null };

function describeReminders(name: string, make: () => ReminderSubject): void {
  const subject = make();
  const { reminders, occurrences, outboxOf } = subject;
  const find = (person: ActingUser, id: string) => reminders.find(person, "reminder", id);
  const waitingOf = async (person: ActingUser) =>
    (await occurrences.scheduled(person, 100, null)).map(({ at }) => at).toSorted((a, b) => a - b);

  /** Fires it, as the worker does. */
  async function fire(person: ActingUser, reminderId: string, at: number, nextAt: number | null = null) {
    const { tenantId } = person;
    const call = { tenantId, moments: [{ reminderId, at }], leaseMs: 30_000, now: at };
    const [claimed] = await occurrences.claim(call);
    const next = nextAt === null ? null : { id: uuidv7(), dueAt: nextAt };
    const settlements = [settlementOf(claimed!, { next })];
    await occurrences.settle({ tenantId, settlements, requestId: "r", now: at });
    return claimed!.deliveryId;
  }

  const change = (person: ActingUser, id: string, given: object, version = 1, now = noon) =>
    reminders.change({ person, id, version, change: {}, requestId: "changed", now, ...given });
  const cancel = (person: ActingUser, id: string, version: number | null = null) =>
    reminders.cancel({ person, kind: "reminder", id, version, requestId: "cancelled", now: noon });
  const acknowledge = (person: ActingUser, named: Named, now = noon) =>
    reminders.acknowledge({ person, named, now });
  const snooze = (person: ActingUser, named: Named, at: number, more: object = {}) =>
    reminders.snooze({
      ...{ person, named, until: { id: uuidv7(), dueAt: at }, requestId: "snoozed", now: noon },
      ...more,
    });

  describe(`reminders in ${name}`, () => {
    test("are kept as they were made, with the time that waits and what finds it again", async () => {
      const person = buildPerson();
      const rare = { escalateAfterSeconds: 60, clientConversationId: "morning", channel: "inbox" } as const;
      const given = { kind: "check_in", text: "", recurrence: "FREQ=DAILY", ...rare } as const;
      const draft = buildReminder(person, given);
      const made = await reminders.create(draft);
      const reminder = {
        ...{ id: draft.id, ...given, startsLocal: "2026-01-31T13:00:00", timeZone: "UTC", zone: "UTC" },
        ...{ dueAt: noon + hour, status: "scheduled", openDeliveryId: null },
        ...{ version: 1, createdAt: noon, updatedAt: noon },
      };
      expect(made).toEqual({ outcome: "created", reminder, isFirst: true, waiting: draft.first });
      expect(await reminders.find(person, "check_in", draft.id)).toEqual(reminder);
      expect(await find(person, draft.id)).toBeNull();
      const moment = { kind: "remind", reminderId: draft.id, at: noon + hour, requestId: "request" };
      expect(await outboxOf(person.tenantId)).toEqual([
        { id: draft.first.id, ...moment, dueAt: noon + minute },
      ]);
    });

    test.each([
      ["soon", 15 * minute, 16 * minute],
      ["far ahead", 15 * minute + 1, minute],
      ["over already", -minute, minute],
    ])("that are due %s are looked for in time", async (_, ahead, looksIn) => {
      const person = buildPerson();
      await remind(subject, person, { at: noon + ahead });
      expect(await outboxOf(person.tenantId)).toMatchObject([{ dueAt: noon + looksIn }]);
    });

    test("that float are written only where the person is", async () => {
      const person = buildPerson();
      await subject.live(person, { zone: "Asia/Tokyo" });
      const draft = buildReminder(person, { timeZone: null, zone: "UTC" });
      expect(await reminders.create(draft)).toEqual({ outcome: "elsewhere", zone: "Asia/Tokyo" });
      expect(await outboxOf(person.tenantId)).toEqual([]);
      const there = await reminders.create({ ...draft, zone: "Asia/Tokyo" });
      expect(there).toMatchObject({ outcome: "created", reminder: { timeZone: null, zone: "Asia/Tokyo" } });

      const moved = await change(person, draft.id, {
        next: { id: uuidv7(), dueAt: noon + day, zone: "UTC" },
      });
      expect(moved).toEqual({ outcome: "elsewhere", zone: "Asia/Tokyo" });
      const fixed = { change: { timeZone: "UTC" }, next: { id: uuidv7(), dueAt: noon + day, zone: "UTC" } };
      expect(written(await change(person, draft.id, fixed)).reminder).toMatchObject({ timeZone: "UTC" });
    });

    test("in the person's own zone are written only if that is where they are", async () => {
      const person = buildPerson();
      await subject.live(person, { zone: "Asia/Tokyo" });
      const draft = buildReminder(person, { isHome: true });
      expect(await reminders.create(draft)).toEqual({ outcome: "elsewhere", zone: "Asia/Tokyo" });
      expect(await reminders.create({ ...draft, first: null })).toMatchObject({ outcome: "elsewhere" });
      expect(await outboxOf(person.tenantId)).toEqual([]);
      const home = { timeZone: "Asia/Tokyo", zone: "Asia/Tokyo" };
      const idempotency = { route: "/v1/reminders", key: "home", requestHash: "ab".repeat(32) };
      const there = await reminders.create({ ...draft, ...home, idempotency });
      expect(there).toMatchObject({ outcome: "created", isFirst: true, reminder: home });
      await subject.live(person, { zone: "Europe/Berlin" });
      const again = { ...buildReminder(person, { isHome: true }), idempotency };
      expect(await reminders.create(again)).toMatchObject({ isFirst: false, reminder: home });
      expect(await remind(subject, person)).toMatchObject({ timeZone: "UTC" });
    });

    test("are made once by one key, by how many at once and wherever they float", async () => {
      const person = buildPerson();
      const idempotency = { route: "/v1/reminders", key: "k", requestHash: "ab".repeat(32) };
      const floating = { idempotency, timeZone: null };
      const all = await Promise.all(
        Array.from({ length: 5 }, () => reminders.create(buildReminder(person, floating))),
      );
      const made = all.map((each) => (each.outcome === "created" ? each : null));
      expect(new Set(made.map((each) => each?.reminder.id)).size).toBe(1);
      expect(new Set(made.map((each) => each?.waiting?.id)).size).toBe(1);
      expect(made.filter((each) => each?.isFirst)).toHaveLength(1);
      expect(await outboxOf(person.tenantId)).toHaveLength(1);

      await subject.live(person, { zone: "Asia/Tokyo" });
      const past = { ...buildReminder(person, floating), first: null };
      expect(await reminders.create(past)).toMatchObject({ outcome: "created", isFirst: false });
      const other = { ...idempotency, requestHash: "cd".repeat(32) };
      expect(await reminders.create({ ...past, idempotency: other })).toEqual({ outcome: "mismatch" });
      const fresh = { ...past, zone: "Asia/Tokyo", idempotency: { ...idempotency, key: "l" } };
      expect(await reminders.create(fresh)).toEqual({ outcome: "past" });
      expect(await reminders.create({ ...fresh, first: { id: uuidv7(), dueAt: noon + hour } })).toMatchObject(
        {
          isFirst: true,
        },
      );
    });

    test("begin only in a tenant that is there", async () => {
      const stranger = { ...buildPerson(), mayProvision: false };
      expect(await reminders.create(buildReminder(stranger))).toEqual({ outcome: "tenant_unknown" });
    });

    test("are a thousand at most that still fire, whoever makes the last at once", {
      timeout: 60_000,
    }, async () => {
      const person = buildPerson();
      const ids: string[] = [];
      for (let made = 0; made < mostReminders - 1; made += 111) {
        const some = await Promise.all(Array.from({ length: 111 }, () => remind(subject, person)));
        ids.push(...some.map(({ id }) => id));
      }
      expect(ids).toHaveLength(mostReminders - 1);
      const last = await Promise.all([1, 2, 3].map(() => reminders.create(buildReminder(person))));
      expect(last.map(({ outcome }) => outcome).toSorted()).toEqual(["created", "too_many", "too_many"]);
      await cancel(person, ids[0]!);
      expect((await reminders.create(buildReminder(person))).outcome).toBe("created");

      const next = { id: uuidv7(), dueAt: noon + 2 * day, zone: "UTC" };
      const again = { change: { startsLocal: "2026-02-02T12:00:00" }, next };
      await fire(person, ids[1]!, noon + hour);
      expect(await change(person, ids[1]!, again)).toMatchObject({ outcome: "written" });
      await fire(person, ids[2]!, noon + hour);
      expect((await reminders.create(buildReminder(person))).outcome).toBe("created");
      expect(await change(person, ids[2]!, again)).toEqual({ outcome: "too_many" });
      expect(await change(person, ids[2]!, { change: { text: "Over" } })).toMatchObject({
        outcome: "written",
      });
    });

    test("are twenty check-ins at most, those counted that are being told, whoever makes or revives the last", async () => {
      const person = buildPerson();
      const given = { kind: "check_in", recurrence: "FREQ=HOURLY", clientConversationId: "c" } as const;
      const create = async () => (await reminders.create(buildReminder(person, given))).outcome;
      const made: Awaited<ReturnType<typeof remind>>[] = [];
      while (made.length < mostCheckIns - 1) made.push(await remind(subject, person, given));
      const last = await Promise.all([1, 2, 3].map(create));
      expect(last.toSorted()).toEqual(["created", "too_many", "too_many"]);
      expect((await reminders.create(buildReminder(person))).outcome).toBe("created");

      const [telling, over, other] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0]];
      const moments = [{ reminderId: telling.id, at: telling.dueAt }];
      const { tenantId } = person;
      await occurrences.claim({ tenantId, moments, leaseMs: 30_000, now: telling.dueAt });
      expect(await create()).toBe("too_many");

      for (const { id, dueAt } of [over, other]) await fire(person, id, dueAt);
      expect(await create()).toBe("created");
      const next = { dueAt: noon + day, zone: "UTC" };
      const revive = { change: { startsLocal: "2026-02-01T12:00:00" } };
      const revived = await Promise.all(
        [over, other].map(({ id }) => change(person, id, { ...revive, next: { ...next, id: uuidv7() } })),
      );
      expect(revived.map(({ outcome }) => outcome).toSorted()).toEqual(["too_many", "written"]);
      const waits = { ...revive, next: { ...next, id: uuidv7() } };
      expect(await change(person, made[3]!.id, waits)).toMatchObject({ outcome: "written" });
    });

    test("are listed in the order in which they were made, by status and time, page by page", async () => {
      const person = buildPerson();
      const [a, b, c] = [
        await remind(subject, person, { at: noon + 3 * hour }),
        await remind(subject, person, { at: noon + hour }),
        await remind(subject, person, { at: noon + 2 * hour }),
      ];
      await remind(subject, person, { kind: "check_in" });
      await fire(person, b.id, b.dueAt);
      const list = async (given: Partial<ReminderFilter>, page = everything) => {
        const all = {
          kind: "reminder",
          statuses: undefined,
          dueFrom: undefined,
          dueUntil: undefined,
        } as const;
        return (await reminders.list(person, { ...all, ...given }, page)).items.map(({ id }) => id);
      };
      expect(await list({})).toEqual([a.id, b.id, c.id]);
      expect(await list({ statuses: ["scheduled", "cancelled"] })).toEqual([a.id, c.id]);
      expect(await list({ statuses: ["due"] })).toEqual([b.id]);
      expect(await list({ dueFrom: noon + 2 * hour })).toEqual([a.id, c.id]);
      expect(await list({ dueUntil: noon + 2 * hour })).toEqual([b.id]);
      const filter = {
        kind: "reminder",
        statuses: undefined,
        dueFrom: undefined,
        dueUntil: undefined,
      } as const;
      const page = await reminders.list(person, filter, { limit: 2, after: null });
      expect([page.items.map(({ id }) => id), page.next]).toEqual([[a.id, b.id], b.id]);
      expect((await reminders.list(person, filter, { limit: 2, after: page.next })).next).toBeNull();
    });

    test.each(["reminder", "check_in"] as const)(
      "keep their version where a change changes nothing: %s",
      async (kind) => {
        const person = buildPerson();
        const given = { kind, recurrence: "FREQ=DAILY", timeZone: "Europe/Berlin", escalateAfterSeconds: 60 };
        const made = await remind(subject, person, given);
        const { id, dueAt, text, channel, startsLocal, recurrence, timeZone } = made;
        const look = async () => [await reminders.find(person, kind, id), await outboxOf(person.tenantId)];
        const before = await look();
        const same = { text, channel, escalateAfterSeconds: 60, clientConversationId: null };
        const times = { startsLocal, recurrence, timeZone };
        const next = () => ({ id: uuidv7(), dueAt, zone: "Europe/Berlin" });
        for (const again of [{}, { change: same }, { change: { ...same, ...times }, next: next() }]) {
          const nothing = { waiting: null, dropped: [], closed: [] };
          expect(await change(person, id, again, 1, noon + minute)).toMatchObject({
            outcome: "written",
            ...nothing,
          });
          expect(await look()).toEqual(before);
        }
        expect(await change(person, id, { change: same }, 2)).toEqual({ outcome: "outdated" });
        const jump = await change(person, id, { change: { ...same, text: "jump" } });
        expect(jump).toMatchObject({ reminder: { version: 2, text: "jump" } });
        await fire(person, id, dueAt);
        // What is open gives way to the time that is given, as it says.
        const anew = await change(
          person,
          id,
          { change: times, next: { ...next(), dueAt: dueAt + day } },
          2,
          dueAt,
        );
        expect(anew).toMatchObject({ reminder: { version: 3 } });
      },
    );

    test("have one winner of all that change them by one version", async () => {
      const person = buildPerson();
      const { id } = await remind(subject, person, { at: noon + day });
      const all = await Promise.all(
        [1, 2, 3, 4, 5].map((turn) => {
          const next = { id: uuidv7(), dueAt: noon + turn * hour, zone: "UTC" };
          return change(person, id, { change: { startsLocal: `2026-01-31T1${turn}:00:00` }, next });
        }),
      );
      const won = all.filter(({ outcome }) => outcome === "written");
      expect([won.length, all.filter(({ outcome }) => outcome === "outdated").length]).toEqual([1, 4]);
      const { reminder, waiting, dropped } = written(won[0]!);
      expect(reminder).toMatchObject({ version: 2, dueAt: waiting!.dueAt, updatedAt: noon });
      expect(dropped).toEqual([{ reminderId: id, dueAt: noon + day }]);
      expect(await waitingOf(person)).toEqual([waiting!.dueAt]);
      expect((await outboxOf(person.tenantId)).map(({ kind }) => kind)).toEqual(["remind", "unschedule"]);
    });

    test("keep what a change leaves out, and lose what it takes away", async () => {
      const person = buildPerson();
      const given = { escalateAfterSeconds: 60, clientConversationId: "c", recurrence: "FREQ=DAILY" };
      const { id } = await remind(subject, person, given);
      const first = written(await change(person, id, { change: { text: "jump", channel: "push" } }));
      expect(first).toMatchObject({ waiting: null, dropped: [], closed: [] });
      expect(first.reminder).toMatchObject({ ...given, text: "jump", channel: "push", version: 2 });
      const nothing = { escalateAfterSeconds: null, clientConversationId: null };
      expect(written(await change(person, id, { change: nothing }, 2)).reminder).toMatchObject({
        ...{ ...given, ...nothing, text: "jump", version: 3 },
      });
      expect(await change(person, uuidv7(), {})).toEqual({ outcome: "missing" });
      expect(await change(buildPerson(), id, {}, 3)).toEqual({ outcome: "missing" });
    });

    test("that move keep what is open and what was put off, and move once they were told no more", async () => {
      const person = buildPerson();
      const floating = { timeZone: null, recurrence: "FREQ=DAILY" };
      const { id, firstId, dueAt } = await remind(subject, person, floating);
      await fire(person, id, dueAt, dueAt + day);
      await snooze(person, { deliveryId: firstId }, dueAt + minute, { now: dueAt });
      const second = await fire(person, id, dueAt + minute);
      await snooze(person, { deliveryId: second }, dueAt + hour, { now: dueAt + minute });
      const moved = { next: { id: uuidv7(), dueAt: dueAt + day - hour, zone: "UTC" } };
      const call = written(await change(person, id, moved, 3, dueAt + minute));
      expect(call.dropped).toEqual([{ reminderId: id, dueAt: dueAt + day }]);
      expect(await waitingOf(person)).toEqual([dueAt + hour, dueAt + day - hour]);

      const once = await remind(subject, person, { timeZone: null });
      await fire(person, once.id, once.dueAt);
      const late = await change(person, once.id, moved);
      expect(late).toMatchObject({
        outcome: "written",
        waiting: null,
        reminder: { version: 1, status: "due" },
      });
    });

    test("that are cancelled fire no more, are closed, and stay cancelled", async () => {
      const person = buildPerson();
      const { id, firstId, dueAt } = await remind(subject, person, { recurrence: "FREQ=DAILY" });
      await fire(person, id, dueAt, dueAt + day);
      expect(await cancel(person, id, 2)).toEqual({ outcome: "outdated" });
      const cancelled = written(await cancel(person, id, 1));
      expect(cancelled).toMatchObject({
        closed: [firstId],
        dropped: [{ reminderId: id, dueAt: dueAt + day }],
        reminder: { status: "cancelled", version: 2, openDeliveryId: null },
      });
      expect((await outboxOf(person.tenantId)).map(({ kind }) => kind)).toEqual(["unschedule"]);
      const again = written(await cancel(person, id, 1));
      expect(again).toEqual({ ...cancelled, closed: [], dropped: [] });
      expect(await change(person, id, { change: { text: "x" } }, 2)).toEqual({ outcome: "cancelled" });
      expect(await snooze(person, { id }, noon + hour)).toEqual({ outcome: "nothing" });
      expect(written(await acknowledge(person, { id })).reminder.status).toBe("cancelled");
      expect(await waitingOf(person)).toEqual([]);
      expect(await cancel(buildPerson(), id)).toEqual({ outcome: "missing" });
    });

    test("are acknowledged by their own id or by the delivery's, once", async () => {
      const person = buildPerson();
      const once = await remind(subject, person);
      expect(written(await acknowledge(person, { id: once.id }))).toMatchObject({
        ...{ closed: [], reminder: { status: "scheduled" } },
      });
      expect(await acknowledge(person, { deliveryId: once.firstId })).toBeNull();
      await fire(person, once.id, once.dueAt);
      expect(await acknowledge(buildPerson(), { deliveryId: once.firstId })).toBeNull();
      const first = written(await acknowledge(person, { deliveryId: once.firstId }, once.dueAt + 1));
      expect(first).toMatchObject({
        closed: [once.firstId],
        reminder: { status: "acknowledged", dueAt: once.dueAt, version: 1, updatedAt: once.dueAt + 1 },
      });
      expect(written(await acknowledge(person, { deliveryId: once.firstId }))).toEqual({
        ...first,
        closed: [],
      });

      const daily = await remind(subject, person, { recurrence: "FREQ=DAILY" });
      await fire(person, daily.id, daily.dueAt, daily.dueAt + day);
      await fire(person, daily.id, daily.dueAt + day, daily.dueAt + 2 * day);
      // Whoever closes an old one has not seen the new one.
      expect(written(await acknowledge(person, { deliveryId: daily.firstId }))).toMatchObject({
        ...{ closed: [], reminder: { status: "due" } },
      });
      expect(written(await acknowledge(person, { id: daily.id })).reminder).toMatchObject({
        ...{ status: "scheduled", dueAt: daily.dueAt + 2 * day },
      });
      expect(await acknowledge(person, { id: uuidv7() })).toBeNull();
    });

    test("are named by their own id, and a check-in by what was told of it alone", async () => {
      const person = buildPerson();
      const checkIn = await remind(subject, person, { kind: "check_in", clientConversationId: "c" });
      await fire(person, checkIn.id, checkIn.dueAt);
      expect(await acknowledge(person, { id: checkIn.id })).toBeNull();
      expect(await snooze(person, { id: checkIn.id }, checkIn.dueAt + hour)).toBeNull();
      const named = { deliveryId: checkIn.firstId };
      expect(written(await acknowledge(person, named)).closed).toEqual([checkIn.firstId]);
    });

    test("are put off from what is open, beside their rule, and again from there", async () => {
      const person = buildPerson();
      const { id, firstId, dueAt } = await remind(subject, person, { recurrence: "FREQ=DAILY" });
      await fire(person, id, dueAt, dueAt + day);
      const first = written(await snooze(person, { deliveryId: firstId }, dueAt + minute));
      expect(first).toMatchObject({ closed: [firstId], reminder: { status: "scheduled", version: 2 } });
      expect(await waitingOf(person)).toEqual([dueAt + minute, dueAt + day]);
      for (const named of [{ deliveryId: firstId }, { id }]) {
        await snooze(person, named, dueAt + hour);
        expect(await waitingOf(person)).toEqual([dueAt + hour, dueAt + day]);
      }
      const putOff = await fire(person, id, dueAt + hour);
      expect(await waitingOf(person)).toEqual([dueAt + day]);
      await acknowledge(person, { deliveryId: putOff });
      for (const deliveryId of [firstId, putOff]) {
        expect(await snooze(person, { deliveryId }, dueAt + 2 * hour)).toEqual({ outcome: "nothing" });
      }
      expect(await snooze(buildPerson(), { id }, noon + day)).toBeNull();
    });

    test("put off before they fire go on by their rule with what follows", async () => {
      const person = buildPerson();
      const { id, dueAt } = await remind(subject, person, { recurrence: "FREQ=DAILY" });
      const next = { id: uuidv7(), dueAt: dueAt + day };
      const wrong = [undefined, { version: 2, dueAt, next }, { version: 1, dueAt: dueAt + 1, next }];
      for (const follows of wrong) {
        const asked = await snooze(person, { id }, dueAt + hour, follows && { follows });
        expect(asked).toMatchObject({ outcome: "rule", reminder: { id, dueAt, version: 1 } });
      }
      const follows = { version: 1, dueAt, next };
      const done = written(await snooze(person, { id }, dueAt + hour, { follows }));
      expect(done).toMatchObject({
        reminder: { version: 2, dueAt: dueAt + hour },
        waiting: { dueAt: dueAt + hour },
      });
      expect(await waitingOf(person)).toEqual([dueAt + hour, dueAt + day]);

      const once = await remind(subject, person, { at: noon + 2 * day });
      const { dropped } = written(await snooze(person, { id: once.id }, noon + 3 * day));
      expect(dropped).toEqual([{ reminderId: once.id, dueAt: noon + 2 * day }]);
    });

    test("put off again until the same time stay as they are, whatever the rule has before it", async () => {
      const person = buildPerson();
      const { id, dueAt } = await remind(subject, person, { recurrence: "FREQ=HOURLY" });
      const until = dueAt + 2.5 * hour;
      const follows = { version: 1, dueAt, next: { id: uuidv7(), dueAt: dueAt + hour } };
      const { waiting, reminder } = written(await snooze(person, { id }, until, { follows }));
      expect(await waitingOf(person)).toEqual([dueAt + hour, until]);
      const jobs = await outboxOf(person.tenantId);
      expect(written(await snooze(person, { id }, until))).toEqual({
        ...{ outcome: "written", reminder, waiting, dropped: [], closed: [] },
      });
      expect(await waitingOf(person)).toEqual([dueAt + hour, until]);
      expect(await outboxOf(person.tenantId)).toEqual(jobs);
      expect(await snooze(person, { id }, until + minute)).toMatchObject({ outcome: "rule" });
      const later = { now: noon + 11 * minute };
      expect(await snooze(person, { id }, until, later)).toMatchObject({ outcome: "rule" });

      // What was told since is put off, though something waits until then.
      const told = await fire(person, id, dueAt + hour, dueAt + 2 * hour);
      expect(written(await snooze(person, { deliveryId: told }, until)).closed).toEqual([told]);
      expect(written(await snooze(person, { deliveryId: told }, until)).closed).toEqual([]);
      expect(await waitingOf(person)).toEqual([dueAt + 2 * hour, until]);
    });

    test("and what was told of them is listed, latest first, by state and page by page", async () => {
      const person = buildPerson();
      const daily = await remind(subject, person, { recurrence: "FREQ=DAILY" });
      const checkIn = await remind(subject, person, {
        ...{ kind: "check_in", text: "", clientConversationId: "c", at: noon + 2 * hour },
      });
      await fire(person, daily.id, daily.dueAt, daily.dueAt + day);
      const second = await fire(person, daily.id, daily.dueAt + day);
      await fire(person, checkIn.id, checkIn.dueAt);
      const list = (states: Parameters<typeof reminders.deliveries>[1]["states"], page = everything) =>
        reminders.deliveries(person, { states }, page);
      const told = { told: 1, pushed: 0, escalations: 0, closedAt: null };
      const all = await list(undefined);
      expect(all).toEqual({
        items: [
          {
            ...{
              id: second,
              reminderId: daily.id,
              kind: "reminder",
              text: "stretch",
              recurrence: "FREQ=DAILY",
            },
            ...{
              clientConversationId: null,
              dueAt: daily.dueAt + day,
              firedAt: daily.dueAt + day,
              state: "due",
            },
            ...told,
          },
          {
            ...{ id: checkIn.firstId, reminderId: checkIn.id, kind: "check_in", text: "", recurrence: null },
            ...{ clientConversationId: "c", dueAt: checkIn.dueAt, firedAt: checkIn.dueAt, state: "due" },
            ...told,
          },
          expect.objectContaining({ id: daily.firstId, state: "superseded", closedAt: daily.dueAt + day }),
        ],
        next: null,
      });
      expect((await list(["superseded", "skipped"])).items).toMatchObject([{ id: daily.firstId }]);
      const page = await list(undefined, { limit: 2, after: null });
      expect(page).toEqual({ items: all.items.slice(0, 2), next: checkIn.firstId });
      const rest = await reminders.deliveries(person, { states: undefined }, { limit: 2, after: page.next });
      expect(rest).toEqual({ items: all.items.slice(2), next: null });
      const other = await reminders.deliveries(buildPerson(), { states: undefined }, everything);
      expect(other.items).toEqual([]);
    });
  });
}

describeReminders("memory", fakeReminderSubject);
describeReminders("Postgres", () => postgresReminderSubject(inject("databaseUrl")));
