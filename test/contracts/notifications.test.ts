import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import type { Claimed, Settlement } from "#shared/ports/occurrences.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import {
  day,
  fakeReminderSubject,
  hour,
  minute,
  postgresReminderSubject,
  type ReminderSubject,
  remind,
  second,
  settlementOf,
  written,
} from "./reminder-subject.ts";

const leaseMs = 30 * second;

function describeNotifications(name: string, make: () => ReminderSubject): void {
  const subject = make();
  const { reminders, occurrences, outboxOf } = subject;
  const everything = { limit: 100, after: null };

  const claim = ({ tenantId }: ActingUser, reminderId: string, at: number, now = at) =>
    occurrences.claim({ tenantId, moments: [{ reminderId, at }], leaseMs, now });
  const settle = ({ tenantId }: ActingUser, claimed: Claimed, given: Partial<Settlement> = {}) =>
    occurrences.settle({
      ...{ tenantId, settlements: [settlementOf(claimed, given)], requestId: "s", now: claimed.at + second },
    });
  const find = (person: ActingUser, id: string) => reminders.findDelivery(person, id);
  const inbox = async (person: ActingUser) =>
    (await reminders.deliveries(person, { states: undefined }, everything)).items;
  const acknowledge = (person: ActingUser, deliveryId: string, now: number) =>
    reminders.acknowledge({ person, named: { deliveryId }, now });
  const remove = (person: ActingUser, deliveryId: string, now: number) =>
    reminders.removeDelivery({ person, named: { deliveryId }, now });

  /** A reminder that was told; of one that recurs, tomorrow's waits. */
  async function tell(given: Parameters<typeof remind>[2] = {}, settlement: Partial<Settlement> = {}) {
    const person = buildPerson();
    const made = await remind(subject, person, given);
    const [claimed] = await claim(person, made.id, made.dueAt);
    const next = made.recurrence === null ? null : { id: uuidv7(), dueAt: made.dueAt + day };
    await settle(person, claimed!, { next, ...settlement });
    const { id, dueAt, firstId: deliveryId } = made;
    const look = async () => ({
      reminder: await reminders.find(person, "reminder", id),
      scheduled: await occurrences.scheduled(person, 10, null),
      outbox: await outboxOf(person.tenantId),
    });
    return { person, id, dueAt, deliveryId, claimed: claimed!, look };
  }

  describe(`notifications in ${name}`, () => {
    test("are read one by one as the list shows them, by nobody else, and not before they were told", async () => {
      const { person, deliveryId } = await tell();
      const [listed] = await inbox(person);
      expect(await find(person, deliveryId)).toEqual(listed);
      expect(listed).toMatchObject({ id: deliveryId, state: "due", text: "stretch", told: 1 });
      const waits = await remind(subject, person);
      for (const [who, id] of [
        [person, waits.firstId],
        [person, uuidv7()],
        [buildPerson(), deliveryId],
        [buildPerson({ tenantId: person.tenantId, userId: "ben" }), deliveryId],
      ] as const)
        expect(await find(who, id)).toBeNull();
    });

    test("are shown as they are once they are acknowledged, however they were closed", async () => {
      const { person, id, dueAt, deliveryId } = await tell();
      const acknowledged = await acknowledge(person, deliveryId, dueAt + minute);
      const shown = { id: deliveryId, state: "acknowledged", closedAt: dueAt + minute };
      expect(acknowledged).toMatchObject({ closed: [deliveryId], delivery: shown });
      expect(acknowledged!.delivery).toEqual(await find(person, deliveryId));
      expect((await acknowledge(person, deliveryId, dueAt + hour))!.delivery).toEqual(acknowledged!.delivery);
      expect(await reminders.acknowledge({ person, named: { id }, now: dueAt })).toMatchObject({
        delivery: null,
      });

      const other = await tell();
      const until = { id: uuidv7(), dueAt: other.dueAt + hour };
      const named = { deliveryId: other.deliveryId };
      await reminders.snooze({
        person: other.person,
        named,
        until,
        requestId: "r",
        now: other.dueAt + minute,
      });
      const late = await acknowledge(other.person, other.deliveryId, other.dueAt + 2 * minute);
      expect(late).toMatchObject({
        closed: [],
        delivery: { state: "snoozed", closedAt: other.dueAt + minute },
      });
    });

    test("that are open are acknowledged as they are removed, and told to nobody again", async () => {
      const escalates = { escalateAfterSeconds: 60 };
      const escalateAt = Date.UTC(2026, 0, 31, 13, 1);
      const { person, id, dueAt, deliveryId, look } = await tell(escalates, { escalateAt });
      expect((await look()).outbox).toMatchObject([{ id: deliveryId, at: escalateAt }]);
      const removed = written(await remove(person, deliveryId, dueAt + 30 * second));
      expect(removed).toMatchObject({
        closed: [deliveryId],
        reminder: {
          status: "acknowledged",
          openDeliveryId: null,
          version: 1,
          updatedAt: dueAt + 30 * second,
        },
      });
      expect(await look()).toEqual({ reminder: removed.reminder, scheduled: [], outbox: [] });
      expect(await occurrences.open(person, 10, null)).toEqual([]);
      for (const at of [dueAt, escalateAt]) expect(await claim(person, id, at, dueAt + day)).toEqual([]);
      const moments = [{ reminderId: id, at: escalateAt }];
      const { tenantId } = person;
      expect(await occurrences.armed({ tenantId, moments })).toEqual([{ reminderId: id, dueAt: escalateAt }]);
      expect(await occurrences.disarmed({ tenantId, moments })).toEqual([]);
    });

    test("that are removed are there for nobody, and again there is nothing", async () => {
      const { person, dueAt, deliveryId, look } = await tell({ recurrence: "FREQ=DAILY" });
      for (const who of [buildPerson(), buildPerson({ tenantId: person.tenantId, userId: "ben" })])
        expect(await remove(who, deliveryId, dueAt)).toBeNull();
      const waits = (await look()).scheduled[0]!.id;
      expect(await remove(person, waits, dueAt)).toBeNull();
      const all = await Promise.all([1, 2, 3].map(() => remove(person, deliveryId, dueAt + minute)));
      expect(all.filter((each) => each !== null)).toHaveLength(1);
      const after = await look();
      expect(await find(person, deliveryId)).toBeNull();
      expect(await inbox(person)).toEqual([]);
      expect(await remove(person, deliveryId, dueAt + hour)).toBeNull();
      expect(await acknowledge(person, deliveryId, dueAt + hour)).toBeNull();
      const until = { id: uuidv7(), dueAt: dueAt + hour };
      const snooze = { person, named: { deliveryId }, until, requestId: "r", now: dueAt + minute };
      expect(await reminders.snooze(snooze)).toBeNull();
      expect(await look()).toEqual(after);
    });

    test("lose none of what was to follow them", async () => {
      const { person, id, dueAt, deliveryId, claimed, look } = await tell({ recurrence: "FREQ=DAILY" });
      const before = await look();
      const removed = written(await remove(person, deliveryId, dueAt + minute));
      expect(removed.reminder).toMatchObject({ status: "scheduled", dueAt: dueAt + day });
      const { scheduled, outbox } = await look();
      expect({ scheduled, outbox }).toEqual({ scheduled: before.scheduled, outbox: before.outbox });
      // The same settlement, and the same letter, once more.
      await settle(person, claimed, { next: { id: uuidv7(), dueAt: dueAt + 2 * day } });
      expect(await claim(person, id, dueAt, dueAt + hour)).toEqual([]);
      expect((await look()).scheduled).toEqual(before.scheduled);
      expect(await claim(person, id, dueAt + day)).toMatchObject([
        { outcome: "fire", isClosed: false, superseded: [] },
      ]);
      expect(await inbox(person)).toMatchObject([{ dueAt: dueAt + day, state: "due", text: "stretch" }]);
    });

    test("keep what was put off, and the last time there was", async () => {
      const { person, id, dueAt, deliveryId, look } = await tell();
      const until = { id: uuidv7(), dueAt: dueAt + hour };
      const named = { deliveryId };
      await reminders.snooze({ person, named, until, requestId: "r", now: dueAt + minute });
      expect(written(await remove(person, deliveryId, dueAt + 2 * minute)).closed).toEqual([]);
      expect((await look()).scheduled).toEqual([{ id: until.id, reminderId: id, at: dueAt + hour }]);
      const [second] = await claim(person, id, dueAt + hour);
      expect(second).toMatchObject({ deliveryId: until.id, text: "stretch" });
      await settle(person, second!);
      const { reminder } = written(await remove(person, until.id, dueAt + day));
      expect(reminder).toMatchObject({ status: "acknowledged", dueAt: dueAt + hour });
    });

    test("that are removed while somebody tells them go on by their rule, from whoever notes that", async () => {
      for (const isLost of [false, true]) {
        const person = buildPerson();
        const { id, dueAt, firstId } = await remind(subject, person, { recurrence: "FREQ=DAILY" });
        let [claimed] = await claim(person, id, dueAt);
        expect(written(await remove(person, firstId, dueAt + second))).toMatchObject({
          ...{ closed: [firstId], reminder: { status: "scheduled" } },
        });
        expect(await outboxOf(person.tenantId)).toMatchObject([{ id: firstId, at: dueAt }]);
        expect(await claim(person, id, dueAt, dueAt + 2 * second)).toEqual([]);
        if (isLost) {
          [claimed] = await claim(person, id, dueAt, dueAt + leaseMs);
          expect(claimed).toMatchObject({ isClosed: true, isTakeover: true, channel: "inbox", text: "" });
        }
        const next = { id: uuidv7(), dueAt: dueAt + day };
        expect(await settle(person, claimed!, { next })).toEqual([{ reminderId: id, at: next.dueAt }]);
        expect(await outboxOf(person.tenantId)).toMatchObject([{ id: next.id, at: next.dueAt }]);
        expect(await claim(person, id, dueAt, dueAt + hour)).toEqual([]);
        expect([await find(person, firstId), await inbox(person)]).toEqual([null, []]);
      }
    });

    test("that are removed while they are told again are told no more after that", async () => {
      const escalateAt = Date.UTC(2026, 0, 31, 13, 1);
      const { person, id, dueAt, deliveryId, look } = await tell(
        { escalateAfterSeconds: 60 },
        { escalateAt },
      );
      const [again] = await claim(person, id, escalateAt);
      expect(again).toMatchObject({ outcome: "escalate", deliveryId });
      await remove(person, deliveryId, escalateAt + second);
      expect(await settle(person, again!, { escalateAt: escalateAt + minute })).toEqual([]);
      const { scheduled, outbox } = await look();
      expect({ scheduled, outbox }).toEqual({ scheduled: [], outbox: [] });
      expect(await claim(person, id, escalateAt + minute, dueAt + day)).toEqual([]);
    });

    test("are paged past those that are removed meanwhile", async () => {
      const person = buildPerson();
      const ids: string[] = [];
      for (const at of [1, 2, 3, 4]) {
        const { id, firstId, dueAt } = await remind(subject, person, { at: Date.UTC(2026, 0, 31, 12 + at) });
        await claim(person, id, dueAt);
        ids.unshift(firstId);
      }
      const page = async (after: string | null) => {
        const { items, next } = await reminders.deliveries(
          person,
          { states: undefined },
          { limit: 2, after },
        );
        return [items.map(({ id }) => id), next];
      };
      expect(await page(null)).toEqual([ids.slice(0, 2), ids[1]]);
      await remove(person, ids[1]!, Date.UTC(2026, 1, 1));
      expect(await page(ids[1]!)).toEqual([ids.slice(2), null]);
      expect(await page(null)).toEqual([[ids[0], ids[2]], ids[2]]);
    });
  });
}

describeNotifications("memory", fakeReminderSubject);
describeNotifications("Postgres", () => postgresReminderSubject(inject("databaseUrl")));
