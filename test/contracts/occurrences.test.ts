import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import type { Claimed, Moment } from "#shared/ports/occurrences.ts";
import type { Delivery } from "#shared/ports/reminder.ts";
import type { ReminderFields } from "#shared/ports/reminders.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import {
  day,
  fakeReminderSubject,
  hour,
  minute,
  noon,
  postgresReminderSubject,
  type ReminderSubject,
  remind,
  second,
  settlementOf,
  written,
} from "./reminder-subject.ts";

const leaseMs = 30 * second;
const escalatingDaily = { recurrence: "FREQ=DAILY", escalateAfterSeconds: 60 };

function describeOccurrences(name: string, make: () => ReminderSubject): void {
  const subject = make();
  const { reminders, occurrences, outboxOf } = subject;

  const claim = (person: ActingUser, moments: readonly Moment[], now: number) =>
    occurrences.claim({ tenantId: person.tenantId, moments, leaseMs, now });

  async function claimOne(person: ActingUser, reminderId: string, at: number, now = at): Promise<Claimed> {
    const [claimed, ...others] = await claim(person, [{ reminderId, at }], now);
    expect(others).toEqual([]);
    return claimed!;
  }

  const settle = (
    person: ActingUser,
    claimed: Claimed,
    given: Parameters<typeof settlementOf>[1],
    now: number,
  ) =>
    occurrences.settle({
      tenantId: person.tenantId,
      settlements: [settlementOf(claimed, given)],
      requestId: "settled",
      now,
    });

  const find = async (person: ActingUser, id: string) => (await reminders.find(person, "reminder", id))!;
  const told = async (person: ActingUser) =>
    (await reminders.deliveries(person, { states: undefined }, { limit: 100, after: null })).items;
  const waitingOf = async (person: ActingUser) =>
    (await occurrences.scheduled(person, 100, null)).map(({ at }) => at).toSorted((a, b) => a - b);

  describe(`occurrences in ${name}`, () => {
    test("are claimed with all that telling them takes", async () => {
      const person = buildPerson();
      await subject.live(person, { zone: "Europe/Berlin", quiet: { from: "22:00", to: "07:30" } });
      const given = { recurrence: "FREQ=DAILY", timeZone: null, zone: "Europe/Berlin" };
      const more = {
        startsLocal: "2026-01-31T14:00:00",
        channel: "push",
        escalateAfterSeconds: 300,
      } as const;
      const { id, firstId, dueAt } = await remind(subject, person, { ...given, ...more });
      const { tenantId, userId, ownerId } = person;
      expect(await claimOne(person, id, dueAt)).toEqual({
        reminderId: id,
        at: dueAt,
        dueAt,
        recurrence: "FREQ=DAILY",
        outcome: "fire",
        deliveryId: firstId,
        recipient: { tenantId, userId, ownerId },
        kind: "reminder",
        text: "stretch",
        channel: "push",
        clientConversationId: null,
        isTakeover: false,
        isClosed: false,
        isDisabled: false,
        escalations: 0,
        escalateAfterSeconds: 300,
        rule: { recurrence: "FREQ=DAILY", startsLocal: "2026-01-31T14:00:00", zone: "Europe/Berlin" },
        quiet: { from: 1_320, to: 450, zone: "Europe/Berlin" },
        superseded: [],
      });
      expect(await find(person, id)).toMatchObject({ status: "due", openDeliveryId: firstId, dueAt });
    });

    test("go to one of ten that claim them at once, each in a batch of others", async () => {
      const person = buildPerson();
      const many = await Promise.all([0, 1, 2].map(() => remind(subject, person)));
      const moments = many.map(({ id, dueAt }) => ({ reminderId: id, at: dueAt }));
      const claims = await Promise.all(
        Array.from({ length: 10 }, (_, turn) =>
          claim(person, turn % 2 ? moments : moments.toReversed(), noon + hour),
        ),
      );
      const ids = claims.flat().map(({ deliveryId }) => deliveryId);
      expect(ids.toSorted()).toEqual(many.map(({ firstId }) => firstId).toSorted());
    });

    test("are nobody's who names another tenant, another time, or a reminder that is not", async () => {
      const person = buildPerson();
      const { id, dueAt } = await remind(subject, person);
      expect(await claim(buildPerson(), [{ reminderId: id, at: dueAt }], dueAt)).toEqual([]);
      expect(await claim(person, [{ reminderId: id, at: dueAt + 1 }], dueAt)).toEqual([]);
      expect(await claim(person, [{ reminderId: uuidv7(), at: dueAt }], dueAt)).toEqual([]);
      expect((await claimOne(person, id, dueAt)).outcome).toBe("fire");
    });

    test("are taken over when whoever claimed them is dead, under the same delivery", async () => {
      const person = buildPerson();
      const { id, firstId, dueAt } = await remind(subject, person);
      await claimOne(person, id, dueAt);
      expect(await claim(person, [{ reminderId: id, at: dueAt }], dueAt + leaseMs - 1)).toEqual([]);
      expect(await outboxOf(person.tenantId)).toMatchObject([{ id: firstId, dueAt: dueAt + leaseMs }]);
      const again = await claimOne(person, id, dueAt, dueAt + leaseMs);
      expect(again).toMatchObject({
        outcome: "fire",
        deliveryId: firstId,
        isTakeover: true,
        channel: "auto",
      });
      expect(await settle(person, again, {}, dueAt + leaseMs)).toEqual([]);
      expect(await claim(person, [{ reminderId: id, at: dueAt }], dueAt + hour)).toEqual([]);
      expect(await outboxOf(person.tenantId)).toEqual([]);
      expect(await told(person)).toMatchObject([{ id: firstId, firedAt: dueAt, state: "due", told: 1 }]);
    });

    test("that are settled let the next stand, and again change nothing but say so", async () => {
      const person = buildPerson();
      const { id, dueAt } = await remind(subject, person, { recurrence: "FREQ=DAILY" });
      const claimed = await claimOne(person, id, dueAt);
      const next = { id: uuidv7(), dueAt: dueAt + day };
      const moment = { reminderId: id, at: dueAt + day };
      expect(await settle(person, claimed, { next }, dueAt + 1)).toEqual([moment]);
      const after = await outboxOf(person.tenantId);
      expect(after).toEqual([
        { id: next.id, kind: "remind", ...moment, requestId: "settled", dueAt: dueAt + 1 + minute },
      ]);
      const twin = { next: { ...next, id: uuidv7() } };
      expect(await settle(person, claimed, twin, dueAt + 2)).toEqual([moment]);
      expect(await outboxOf(person.tenantId)).toEqual(after);
      expect(await told(person)).toMatchObject([{ told: 1 }]);
      expect(await find(person, id)).toMatchObject({ status: "due", dueAt: dueAt + day, version: 1 });
    });

    test("take the place of what was open", async () => {
      const person = buildPerson();
      const { id, firstId, dueAt } = await remind(subject, person, escalatingDaily);
      const first = await claimOne(person, id, dueAt);
      const next = { id: uuidv7(), dueAt: dueAt + day };
      await settle(person, first, { next, escalateAt: dueAt + 2 * day }, dueAt);
      const second = await claimOne(person, id, dueAt + day);
      expect(second.superseded).toEqual([firstId]);
      expect(await told(person)).toMatchObject([
        { id: next.id, state: "due", closedAt: null },
        { id: firstId, state: "superseded", closedAt: dueAt + day },
      ]);
      expect(await outboxOf(person.tenantId)).toMatchObject([{ id: next.id }]);
      const taken = await claim(person, [{ reminderId: id, at: dueAt + 2 * day }], dueAt + 2 * day);
      expect(taken).toEqual([]);
    });

    test("are told again at most twice, and only until they are acknowledged", async () => {
      const person = buildPerson();
      const { id, firstId, dueAt } = await remind(subject, person, { escalateAfterSeconds: 60 });
      let claimed = await claimOne(person, id, dueAt);
      let at = dueAt;
      for (const escalations of [0, 1]) {
        const escalateAt = at + minute;
        expect(await settle(person, claimed, { escalateAt }, at)).toEqual([
          { reminderId: id, at: escalateAt },
        ]);
        expect(await outboxOf(person.tenantId)).toMatchObject([
          { id: firstId, kind: "remind", at: escalateAt, dueAt: escalateAt + minute },
        ]);
        const both = await Promise.all(
          [1, 2].map(() => claim(person, [{ reminderId: id, at: escalateAt }], escalateAt)),
        );
        expect(both.flat()).toMatchObject([
          { outcome: "escalate", deliveryId: firstId, dueAt, escalations, rule: null },
        ]);
        claimed = both.flat()[0]!;
        at = escalateAt;
      }
      expect(await settle(person, claimed, { escalateAt: at + minute, pushed: 2 }, at)).toEqual([]);
      expect(await outboxOf(person.tenantId)).toEqual([]);
      expect(await told(person)).toMatchObject([{ id: firstId, escalations: 2, told: 3, pushed: 2 }]);
    });

    test("that are acknowledged are not told again, whenever that was", async () => {
      const person = buildPerson();
      for (const moment of ["before the settlement", "after it", "after the escalation was claimed"]) {
        const { id, firstId, dueAt } = await remind(subject, person, {
          escalateAfterSeconds: 60,
          text: moment,
        });
        const acknowledge = async () =>
          written(await reminders.acknowledge({ person, named: { deliveryId: firstId }, now: dueAt }));
        const claimed = await claimOne(person, id, dueAt);
        const escalateAt = dueAt + minute;
        if (moment === "before the settlement") await acknowledge();
        await settle(person, claimed, { escalateAt }, dueAt);
        if (moment === "after it") await acknowledge();
        const again = await claim(person, [{ reminderId: id, at: escalateAt }], escalateAt);
        expect(again).toHaveLength(moment === "after the escalation was claimed" ? 1 : 0);
        if (again[0]) {
          await acknowledge();
          expect(await settle(person, again[0], { escalateAt: escalateAt + minute }, escalateAt)).toEqual([]);
        }
        expect(await find(person, id)).toMatchObject({ status: "acknowledged", openDeliveryId: null });
        expect(await outboxOf(person.tenantId)).toEqual([]);
      }
    });

    describe("that are to be told again", () => {
      /** Told at `dueAt`, and again in an hour. */
      async function tellFirst() {
        const person = buildPerson();
        const { id, firstId, dueAt } = await remind(subject, person, { escalateAfterSeconds: 3_600 });
        const claimed = await claimOne(person, id, dueAt);
        const change = async (given: Partial<ReminderFields>, now: number) => {
          const { version } = await find(person, id);
          const call = { person, id, version, requestId: "changed", now };
          return written(await reminders.change({ ...call, change: given }));
        };
        const claimAt = (at: number, now = at) => claim(person, [{ reminderId: id, at }], now);
        return { person, id, firstId, dueAt, claimed, change, claimAt, escalateAt: dueAt + hour };
      }
      const nothing = { waiting: null, dropped: [] };

      test.each([[{ escalateAfterSeconds: null }], [{ channel: "inbox" }]] as const)(
        "are told no more once that is taken away, and their schedule is to go: %o",
        async (taken) => {
          const { person, id, firstId, dueAt, claimed, change, claimAt, escalateAt } = await tellFirst();
          await settle(person, claimed, { escalateAt }, dueAt);
          const { waiting, dropped, closed, reminder } = await change(taken, dueAt + minute);
          expect([waiting, dropped, closed]).toEqual([null, [{ reminderId: id, dueAt: escalateAt }], []]);
          expect(reminder).toMatchObject({ status: "due", openDeliveryId: firstId });
          expect(await outboxOf(person.tenantId)).toMatchObject([
            { kind: "unschedule", reminderId: id, at: escalateAt, dueAt: dueAt + 2 * minute },
          ]);
          expect(await claimAt(escalateAt)).toEqual([]);
          const moments = [{ reminderId: id, at: escalateAt }];
          expect(await occurrences.disarmed({ tenantId: person.tenantId, moments })).toEqual([]);
          expect(await told(person)).toMatchObject([{ id: firstId, state: "due", escalations: 0 }]);
        },
      );

      test("are told no more where that is taken away before anybody noted how they were told", async () => {
        const { person, dueAt, claimed, change, claimAt, escalateAt } = await tellFirst();
        expect(await change({ escalateAfterSeconds: null }, dueAt)).toMatchObject(nothing);
        expect(await settle(person, claimed, { escalateAt }, dueAt + 1)).toEqual([]);
        expect(await claimAt(escalateAt)).toEqual([]);
        expect(await outboxOf(person.tenantId)).toEqual([]);
      });

      test("are told at another time where that was changed, counted from when they were told", async () => {
        const { person, id, firstId, dueAt, claimed, change, claimAt, escalateAt } = await tellFirst();
        await settle(person, claimed, { escalateAt }, dueAt);
        const sooner = dueAt + 2 * minute;
        expect(await change({ escalateAfterSeconds: 120 }, dueAt + minute)).toMatchObject({
          ...{ waiting: { id: firstId, dueAt: sooner }, dropped: [{ reminderId: id, dueAt: escalateAt }] },
        });
        expect(
          (await outboxOf(person.tenantId)).map(({ kind, at, dueAt: looks }) => [kind, at, looks]),
        ).toEqual([
          ["remind", sooner, sooner + minute],
          ["unschedule", escalateAt, dueAt + 2 * minute],
        ]);
        expect(await claimAt(escalateAt)).toEqual([]);
        const [again] = await claimAt(sooner);
        expect(again).toMatchObject({ outcome: "escalate", deliveryId: firstId, escalateAfterSeconds: 120 });
        await settle(person, again!, { escalateAt: sooner + 2 * minute }, sooner);
        // The second one, too; and what is over is at once.
        const { waiting } = await change({ escalateAfterSeconds: 3_600 }, sooner);
        expect(waiting).toEqual({ id: firstId, dueAt: dueAt + 2 * hour });
        const late = dueAt + hour;
        expect((await change({ escalateAfterSeconds: 60 }, late)).waiting).toEqual({
          id: firstId,
          dueAt: late,
        });
        const [last] = await claimAt(late);
        await settle(person, last!, { escalateAt: late + minute }, late);
        expect(await change({ escalateAfterSeconds: 90 }, late + 1)).toMatchObject(nothing);
        expect(await told(person)).toMatchObject([{ id: firstId, escalations: 2 }]);
      });

      test("and were not are so from then on; whatever else is changed leaves them", async () => {
        const person = buildPerson();
        const { id, firstId, dueAt } = await remind(subject, person);
        await settle(person, await claimOne(person, id, dueAt), {}, dueAt);
        const call = { person, id, requestId: "r", now: dueAt + second };
        const change = { escalateAfterSeconds: 60 };
        const waiting = { id: firstId, dueAt: dueAt + minute };
        const set = written(await reminders.change({ ...call, version: 1, change }));
        expect(set).toMatchObject({ waiting, dropped: [] });
        const text = written(
          await reminders.change({ ...call, version: 2, change: { text: "jump", ...change } }),
        );
        expect(text).toMatchObject(nothing);
        expect(await claim(person, [{ reminderId: id, at: dueAt + minute }], dueAt + minute)).toHaveLength(1);
      });

      test("and are being told again just then are noted so, and told no more", async () => {
        const { person, firstId, dueAt, claimed, change, claimAt, escalateAt } = await tellFirst();
        await settle(person, claimed, { escalateAt }, dueAt);
        const [again] = await claimAt(escalateAt);
        const taken = await change({ escalateAfterSeconds: null }, escalateAt + 1);
        expect(taken).toMatchObject(nothing);
        const next = { escalateAt: escalateAt + hour, told: 0, pushed: 1 };
        expect(await settle(person, again!, next, escalateAt + 2)).toEqual([]);
        expect(await settle(person, again!, next, escalateAt + 3)).toEqual([]);
        expect(await outboxOf(person.tenantId)).toEqual([]);
        expect(await told(person)).toMatchObject([{ id: firstId, escalations: 1, told: 1, pushed: 1 }]);
        expect(await claimAt(escalateAt + hour)).toEqual([]);
      });

      test("and are being told again just then keep their time, whatever it is to be later", async () => {
        const { person, firstId, dueAt, claimed, change, claimAt, escalateAt } = await tellFirst();
        await settle(person, claimed, { escalateAt }, dueAt);
        const [again] = await claimAt(escalateAt);
        expect(await change({ escalateAfterSeconds: 60 }, escalateAt + 1)).toMatchObject(nothing);
        await settle(person, again!, { escalateAt: escalateAt + hour }, escalateAt + 2);
        expect(await claimAt(escalateAt + hour)).toMatchObject([{ deliveryId: firstId, escalations: 1 }]);
      });
    });

    test("that nobody was to be told of are skipped, and their rule goes on", async () => {
      const person = buildPerson();
      const { id, firstId, dueAt } = await remind(subject, person, escalatingDaily);
      const claimed = await claimOne(person, id, dueAt);
      const next = { id: uuidv7(), dueAt: dueAt + day };
      const skipped = { state: "skipped", told: 0, next, escalateAt: dueAt + minute } as const;
      expect(await settle(person, claimed, skipped, dueAt)).toEqual([{ reminderId: id, at: next.dueAt }]);
      expect(await told(person)).toMatchObject([{ id: firstId, state: "skipped", told: 0, closedAt: dueAt }]);
      expect(await find(person, id)).toMatchObject({ status: "scheduled", dueAt: next.dueAt });
    });

    test("go on by their rule though they were closed before they were settled", async () => {
      const person = buildPerson();
      const { id, firstId, dueAt } = await remind(subject, person, escalatingDaily);
      await claimOne(person, id, dueAt);
      const closed = written(await reminders.acknowledge({ person, named: { id }, now: dueAt + 1 }));
      expect([closed.closed, closed.reminder.status]).toEqual([[firstId], "scheduled"]);
      // Whoever claimed it is dead: the outbox brings it, and nobody is told.
      expect(await outboxOf(person.tenantId)).toMatchObject([{ id: firstId, dueAt: dueAt + leaseMs }]);
      const again = await claimOne(person, id, dueAt, dueAt + leaseMs);
      expect(again).toMatchObject({ channel: "inbox", isTakeover: true, rule: { recurrence: "FREQ=DAILY" } });
      const next = { id: uuidv7(), dueAt: dueAt + day };
      await settle(person, again, { next, told: 0, escalateAt: dueAt + hour }, dueAt + leaseMs);
      expect(await told(person)).toMatchObject([{ state: "acknowledged", told: 0 }]);
      expect(await outboxOf(person.tenantId)).toMatchObject([{ id: next.id }]);
    });

    test("go on by no rule that was changed meanwhile, but by one whose text was", async () => {
      const person = buildPerson();
      const { id, firstId, dueAt } = await remind(subject, person, { recurrence: "FREQ=DAILY" });
      const first = await claimOne(person, id, dueAt);
      const call = { person, id, requestId: "changed", now: dueAt };
      await reminders.change({ ...call, version: 1, change: { text: "jump" } });
      const next = { id: uuidv7(), dueAt: dueAt + day };
      expect(await settle(person, first, { next }, dueAt)).toEqual([{ reminderId: id, at: next.dueAt }]);

      const second = await claimOne(person, id, next.dueAt);
      expect([second.text, second.superseded]).toEqual(["jump", [firstId]]);
      const weekly = { id: uuidv7(), dueAt: dueAt + 8 * day, zone: "UTC" };
      const change = { recurrence: "FREQ=WEEKLY" };
      const changed = written(
        await reminders.change({ ...call, version: 2, change, next: weekly, now: next.dueAt }),
      );
      expect(changed).toMatchObject({ closed: [next.id], reminder: { status: "scheduled" } });
      const old = { id: uuidv7(), dueAt: dueAt + 2 * day };
      expect(await settle(person, second, { next: old }, next.dueAt)).toEqual([]);
      expect(await waitingOf(person)).toEqual([weekly.dueAt]);
      expect(await outboxOf(person.tenantId)).toMatchObject([{ id: weekly.id }]);
    });

    test("a put-off time and the rule's at one instant are one, and the rule goes on from it", async () => {
      const person = buildPerson();
      const { id, dueAt } = await remind(subject, person, { recurrence: "FREQ=DAILY" });
      const first = await claimOne(person, id, dueAt);
      const until = { id: uuidv7(), dueAt: dueAt + day };
      const snooze = { person, named: { deliveryId: first.deliveryId }, requestId: "r", now: dueAt };
      expect(written(await reminders.snooze({ ...snooze, until })).waiting).toEqual(until);
      const next = { id: uuidv7(), dueAt: dueAt + day };
      expect(await settle(person, first, { next }, dueAt)).toEqual([{ reminderId: id, at: dueAt + day }]);
      expect(await waitingOf(person)).toEqual([dueAt + day]);
      expect(await claimOne(person, id, dueAt + day)).toMatchObject({ deliveryId: until.id, rule: {} });
    });

    test("with a schedule are looked after later; without one any more they are given back", async () => {
      const person = buildPerson();
      const far = await remind(subject, person, { at: noon + day });
      const tenantId = person.tenantId;
      const moment = { reminderId: far.id, at: far.dueAt };
      const ghost = { reminderId: far.id, at: far.dueAt + 1 };
      expect(await outboxOf(tenantId)).toMatchObject([{ id: far.firstId, dueAt: noon + minute }]);
      expect(await occurrences.armed({ tenantId, moments: [moment, ghost] })).toEqual([
        { reminderId: far.id, dueAt: ghost.at },
      ]);
      expect(await outboxOf(tenantId)).toMatchObject([{ id: far.firstId, dueAt: far.dueAt + 90 * second }]);

      const cancel = { person, kind: "reminder", id: far.id, version: null, requestId: "c" } as const;
      await reminders.cancel({ ...cancel, now: noon });
      const [job, ...others] = await outboxOf(tenantId);
      expect(others).toEqual([]);
      expect(job).toMatchObject({ kind: "unschedule", ...moment, requestId: "c", dueAt: noon + minute });
      expect(await occurrences.disarmed({ tenantId, moments: [moment] })).toEqual([]);
      expect(await outboxOf(tenantId)).toEqual([]);
    });

    test("an escalation far ahead has a schedule, too", async () => {
      const person = buildPerson();
      const { id, firstId, dueAt } = await remind(subject, person, { escalateAfterSeconds: 3_600 });
      const claimed = await claimOne(person, id, dueAt);
      const at = dueAt + hour;
      await settle(person, claimed, { escalateAt: at }, dueAt);
      const { tenantId } = person;
      expect(await occurrences.armed({ tenantId, moments: [{ reminderId: id, at }] })).toEqual([]);
      expect(await outboxOf(tenantId)).toMatchObject([{ id: firstId, at, dueAt: at + 90 * second }]);
    });

    test("are listed page by page with those that are open and to be told again", async () => {
      const person = buildPerson();
      const [open, silent, far] = [
        await remind(subject, person, { escalateAfterSeconds: 3_600 }),
        await remind(subject, person, { escalateAfterSeconds: 3_600 }),
        await remind(subject, person, { at: noon + day }),
      ];
      for (const { id, dueAt } of [open, silent]) {
        const escalateAt = dueAt + hour;
        await settle(person, await claimOne(person, id, dueAt), { escalateAt }, dueAt);
      }
      await reminders.acknowledge({ person, named: { id: silent.id }, now: open.dueAt });
      const all = [
        { id: open.firstId, reminderId: open.id, at: open.dueAt + hour },
        { id: far.firstId, reminderId: far.id, at: far.dueAt },
      ].toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expect(await occurrences.scheduled(person, 10, null)).toEqual(all);
      expect(await occurrences.scheduled(person, 1, null)).toEqual(all.slice(0, 1));
      expect(await occurrences.scheduled(person, 10, all[0]!.id)).toEqual(all.slice(1));
    });

    test("a time that waits again keeps its schedule from going", async () => {
      const person = buildPerson();
      const { id, dueAt } = await remind(subject, person, { at: noon + day });
      const { tenantId } = person;
      const until = (at: number) => ({ id: uuidv7(), dueAt: at });
      const snooze = { person, named: { id }, requestId: "s", now: noon };
      await reminders.snooze({ ...snooze, until: until(noon + 2 * day) });
      expect((await outboxOf(tenantId)).map(({ kind }) => kind)).toEqual(["unschedule", "remind"]);
      await reminders.snooze({ ...snooze, until: until(dueAt) });
      expect((await outboxOf(tenantId)).map(({ kind, at }) => [kind, at])).toEqual([
        ["remind", dueAt],
        ["unschedule", noon + 2 * day],
      ]);
      const moments = [dueAt, noon + 2 * day].map((at) => ({ reminderId: id, at }));
      expect(await occurrences.disarmed({ tenantId, moments })).toEqual([moments[0]]);
      expect((await outboxOf(tenantId)).map(({ kind }) => kind)).toEqual(["remind"]);
    });

    test("that are open are listed, oldest first, each with its person alone", async () => {
      const person = buildPerson();
      const other = buildPerson({ tenantId: person.tenantId, userId: "ben" });
      const [late, early, closed] = [
        await remind(subject, person, { at: noon + 2 * hour }),
        await remind(subject, person, { at: noon + hour, recurrence: "FREQ=DAILY" }),
        await remind(subject, person, { at: noon + hour }),
      ];
      await remind(subject, other, { at: noon + hour });
      const quiet = await remind(subject, person, { at: noon + hour, channel: "inbox" });
      for (const { id, dueAt } of [late, early, closed, quiet]) await claimOne(person, id, dueAt);
      await reminders.acknowledge({ person, named: { id: closed.id }, now: noon + 2 * hour });
      const open = await occurrences.open(person, 10, null);
      expect(open.map(({ id, recurrence }) => [id, recurrence])).toEqual([
        [early.firstId, "FREQ=DAILY"],
        [late.firstId, null],
      ]);
      expect(await occurrences.open(other, 10, null)).toEqual([]);
      expect(await waitingOf(other)).toEqual([noon + hour]);
    });

    test("that are open are listed page by page, and conversations that the coach opens are not among them", async () => {
      const person = buildPerson();
      const checkIn = await remind(subject, person, { kind: "check_in", clientConversationId: "coach" });
      const twins = [await remind(subject, person), await remind(subject, person)];
      const later = await remind(subject, person, { at: noon + 2 * hour });
      for (const { id, dueAt } of [checkIn, ...twins, later]) await claimOne(person, id, dueAt);
      const inOrder = [...twins.map(({ firstId }) => firstId).toSorted(), later.firstId];
      const heard: string[] = [];
      for (let after: Delivery | null = null; heard.length < 4; ) {
        const page: readonly Delivery[] = await occurrences.open(person, 1, after);
        if (page.length === 0) break;
        heard.push(page[0]!.id);
        after = page[0]!;
      }
      expect(heard).toEqual(inOrder);
      // One that was closed meanwhile keeps its place.
      await reminders.acknowledge({ person, named: { deliveryId: inOrder[0]! }, now: noon + 2 * hour });
      const rest = await occurrences.open(person, 10, { id: inOrder[0]!, dueAt: noon + hour });
      expect(rest.map(({ id }) => id)).toEqual(inOrder.slice(1));
    });

    test("that a socket took are counted, each with its person alone, while they are settled too", async () => {
      const person = buildPerson();
      const other = buildPerson({ tenantId: person.tenantId, userId: "ben" });
      const all = await Promise.all([1, 2, 3, 4].map(() => remind(subject, person)));
      const claimed = await Promise.all(all.map(({ id, dueAt }) => claimOne(person, id, dueAt)));
      const ids = claimed.map(({ deliveryId }) => deliveryId);
      const settlements = claimed.map((each) => settlementOf(each));
      const { tenantId } = person;
      await Promise.all([
        occurrences.heard(person, ids.slice(1)),
        occurrences.settle({ tenantId, settlements, requestId: "s", now: noon + hour }),
        occurrences.heard(person, ids.toReversed()),
        occurrences.heard(other, ids),
      ]);
      expect(new Map((await told(person)).map((each) => [each.id, each.told]))).toEqual(
        new Map(ids.map((id, at) => [id, at === 0 ? 2 : 3])),
      );
    });

    test("that float are listed while something of them is to move", async () => {
      const person = buildPerson();
      const floating = { timeZone: null, zone: "UTC" };
      const daily = await remind(subject, person, { ...floating, recurrence: "FREQ=DAILY" });
      const once = await remind(subject, person, floating);
      await remind(subject, person);
      const told = await remind(subject, person, floating);
      await claimOne(person, told.id, told.dueAt);
      await claimOne(person, daily.id, daily.dueAt);
      const listed = await occurrences.floating(person, 10, null);
      const { startsLocal } = daily;
      expect(listed).toEqual([
        { id: daily.id, startsLocal, recurrence: "FREQ=DAILY", version: 1, zone: "UTC", waiting: [] },
        {
          ...{ id: once.id, startsLocal, recurrence: null, version: 1, zone: "UTC" },
          waiting: [{ id: once.firstId, dueAt: once.dueAt, isExtra: false }],
        },
      ]);
      expect(await occurrences.floating(person, 1, null)).toEqual(listed.slice(0, 1));
      expect(await occurrences.floating(person, 10, daily.id)).toEqual(listed.slice(1));
      const until = { id: uuidv7(), dueAt: noon + 3 * hour };
      await reminders.snooze({ person, named: { id: once.id }, until, requestId: "r", now: noon });
      expect(await occurrences.floating(person, 10, daily.id)).toEqual([]);
    });
  });
}

describeOccurrences("memory", fakeReminderSubject);
describeOccurrences("Postgres", () => postgresReminderSubject(inject("databaseUrl")));
