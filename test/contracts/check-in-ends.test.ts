import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresTenantUsers } from "#shared/adapters/postgres/people/administration/postgres-tenant-users.ts";
import { postgresCheckInEnds } from "#shared/adapters/postgres/reminders/postgres-check-in-ends.ts";
import { postgresTurns } from "#shared/adapters/postgres/turns/postgres-turns.ts";
import type { CheckInEnds } from "#shared/ports/check-ins.ts";
import type { Reminder } from "#shared/ports/reminder.ts";
import type { TenantUsers } from "#shared/ports/tenant-users.ts";
import type { FinishTurn, Turns } from "#shared/ports/turns.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildFinish, buildReply, buildTurn } from "#test/builders/build-turn.ts";
import { createFakeChatStore } from "#test/fakes/fake-chat-store.ts";
import { fakeCheckInEnds } from "#test/fakes/fake-check-in-ends.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { createFakeReminderStore } from "#test/fakes/fake-reminder-store.ts";
import { fakeTenantUsers } from "#test/fakes/fake-tenant-users.ts";
import { fakeTurns } from "#test/fakes/fake-turns.ts";
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
} from "./reminder-subject.ts";

interface Subject {
  readonly reminding: ReminderSubject;
  readonly ends: CheckInEnds;
  readonly turns: Turns;
  readonly tenantUsers: Pick<TenantUsers, "setDisabled">;
}

function fakeSubject(): Subject {
  const people = createFakePeopleStore(createFakeMemoryStore());
  const store = createFakeReminderStore(people);
  const turns = fakeTurns(createFakeChatStore(people));
  const tenantUsers = fakeTenantUsers(people);
  return { reminding: fakeReminderSubject(store), ends: fakeCheckInEnds(store), turns, tenantUsers };
}

function postgresSubject(): Subject {
  const url = inject("databaseUrl");
  const database = createDatabase({ url });
  const reminding = postgresReminderSubject(url);
  const tenantUsers = postgresTenantUsers(database);
  return { reminding, ends: postgresCheckInEnds(database), turns: postgresTurns(database), tenantUsers };
}

const leaseMs = 30 * second;

describe.each([
  ["the fake", fakeSubject],
  ["Postgres", postgresSubject],
])("the end of a check-in in %s", (_name, make) => {
  const { reminding, ends, turns, tenantUsers } = make();
  const { occurrences, reminders, outboxOf } = reminding;

  /** A check-in of an hour past noon, which was opened in a turn then. */
  async function open(given: Partial<Reminder> & { told?: number } = {}) {
    const { told = 0, ...rest } = given;
    const person = buildPerson();
    const conversation = { clientConversationId: "check-ins" };
    const { id, dueAt } = await remind(reminding, person, {
      ...{ kind: "check_in", text: "sleep", ...conversation, ...rest },
    });
    const { tenantId } = person;
    const moments = [{ reminderId: id, at: dueAt }];
    const [claimed] = await occurrences.claim({ tenantId, moments, leaseMs, now: dueAt });
    const deliveryId = claimed!.deliveryId;
    const turn = buildTurn(person, {
      clientMessageId: `check-in:${deliveryId}`,
      speaker: "system",
      now: dueAt,
    });
    const { turnId } = turn;
    const next = rest.recurrence ? { id: uuidv7(), dueAt: dueAt + day } : null;
    const settle = (checkIn: { text: string; turnId: string | null }, state: "told" | "skipped" = "told") =>
      occurrences.settle({
        tenantId,
        settlements: [settlementOf(claimed!, { state, told, next, checkIn })],
        requestId: "settled",
        now: dueAt,
      });
    const look = (now: number, givenUpAt = now - hour) =>
      ends.claim({ tenantId, deliveryId, turnId, leaseMs, givenUpAt, now });
    const run = async (ending: Partial<FinishTurn>) => {
      const held = await turns.begin(turn);
      if (held.outcome !== "claimed") throw new Error(held.outcome);
      await turns.finish(buildFinish(turn, held, ending));
    };
    return {
      ...{ person, id, dueAt, claimed: claimed!, deliveryId, turn, turnId, settle, look, run },
      finish: (text: string | null, pushed: number) => ends.finish({ tenantId, deliveryId, text, pushed }),
      remove: () => reminders.removeDelivery({ person, named: { deliveryId }, now: dueAt + second }),
      /** Those of the check-in itself. */
      jobs: async () => (await outboxOf(tenantId)).filter(({ id }) => id === deliveryId),
      find: async () => (await reminders.find(person, "check_in", id))!,
      inbox: async () =>
        (await reminders.deliveries(person, { states: undefined }, { limit: 10, after: null })).items,
    };
  }

  test("begins as it is settled: it is closed, its rule goes on, and its job stays", async () => {
    const { settle, find, inbox, jobs, turnId, deliveryId, id, dueAt, claimed } = await open({
      recurrence: "FREQ=DAILY",
      told: 2,
    });
    expect(claimed).toMatchObject({ kind: "check_in", isClosed: false, clientConversationId: "check-ins" });
    expect(await settle({ text: "Check-in: sleep", turnId })).toEqual([{ reminderId: id, at: dueAt + day }]);
    expect(await find()).toMatchObject({ status: "scheduled", dueAt: dueAt + day, openDeliveryId: null });
    expect(await inbox()).toMatchObject([
      { id: deliveryId, state: "acknowledged", text: "Check-in: sleep", told: 2, closedAt: dueAt },
    ]);
    expect(await jobs()).toMatchObject([
      { kind: "tell_check_in", requestId: "settled", dueAt: dueAt + 2 * minute },
    ]);
  });

  test("is none where it was skipped, or the coach does not speak", async () => {
    const skipped = await open();
    await skipped.settle({ text: "Check-in", turnId: null }, "skipped");
    expect(await skipped.inbox()).toMatchObject([{ state: "skipped", text: "Check-in" }]);
    expect(await skipped.jobs()).toEqual([]);
    expect(await skipped.find()).toMatchObject({ status: "acknowledged" });
    const silent = await open();
    await silent.settle({ text: "Check-in", turnId: null });
    expect(await silent.inbox()).toMatchObject([{ state: "acknowledged" }]);
    expect(await silent.jobs()).toEqual([]);
  });

  test("is not there while the turn runs, and the outbox rests meanwhile", async () => {
    const { settle, look, turn, turnId, jobs, dueAt } = await open();
    await settle({ text: "Check-in", turnId });
    expect(await look(dueAt + minute)).toEqual({ outcome: "running" });
    await turns.begin(turn);
    expect(await look(dueAt + 2 * minute)).toEqual({ outcome: "running" });
    expect(await jobs()).toMatchObject([{ dueAt: dueAt + 4 * minute }]);
    expect(await look(dueAt + 2 * hour)).toMatchObject({ outcome: "ended", reply: null });
  });

  test("is what the coach said, for one of many who look, and for another when that one is lost", async () => {
    const { settle, look, run, turnId, dueAt } = await open({ channel: "push", told: 1 });
    await settle({ text: "Check-in", turnId });
    await run({ reply: buildReply({ content: "How did you sleep?" }) });
    const at = dueAt + minute;
    const looks = await Promise.all(Array.from({ length: 5 }, () => look(at)));
    const ended = {
      ...{ outcome: "ended", reply: "How did you sleep?", told: 1, firedAt: dueAt, channel: "push" },
      clientConversationId: "check-ins",
    };
    expect(looks.filter(({ outcome }) => outcome === "ended")).toEqual([ended]);
    expect(looks.filter(({ outcome }) => outcome === "nothing")).toHaveLength(4);
    expect(await look(at + leaseMs)).toEqual(ended);
  });

  test("has no words where the turn failed", async () => {
    const { settle, look, run, turnId, dueAt } = await open();
    await settle({ text: "Check-in", turnId });
    await run({ reply: null, ending: { status: "failed", code: "upstream_unavailable" } });
    expect(await look(dueAt + minute)).toMatchObject({ outcome: "ended", reply: null });
  });

  test("is noted once, and nobody looks again", async () => {
    const { settle, look, finish, inbox, jobs, turnId, dueAt } = await open();
    await finish("too early", 1);
    await settle({ text: "Check-in", turnId });
    expect(await look(dueAt + 2 * hour)).toMatchObject({ outcome: "ended" });
    await finish("How did you sleep?", 2);
    await finish("twice", 2);
    expect(await inbox()).toMatchObject([{ text: "How did you sleep?", pushed: 2, state: "acknowledged" }]);
    expect(await jobs()).toEqual([]);
    expect(await look(dueAt + 3 * hour)).toEqual({ outcome: "nothing" });
  });

  test("keeps the words that stand where there are none", async () => {
    const { settle, finish, inbox, turnId } = await open();
    await settle({ text: "Check-in: sleep", turnId });
    await finish(null, 0);
    expect(await inbox()).toMatchObject([{ text: "Check-in: sleep", pushed: 0 }]);
  });

  describe("whose notification was removed", () => {
    const isOver = async ({ look, finish, inbox, jobs, dueAt }: Awaited<ReturnType<typeof open>>) => {
      expect(await look(dueAt + 2 * hour)).toEqual({ outcome: "nothing" });
      await finish("How did you sleep?", 1);
      expect([await inbox(), await jobs()]).toEqual([[], []]);
    };
    /** The coach has spoken, and nobody has looked. */
    const speak = async () => {
      const opened = await open();
      await opened.settle({ text: "Check-in", turnId: opened.turnId });
      await opened.run({ reply: buildReply({ content: "How did you sleep?" }) });
      return opened;
    };

    test("is told to nobody, and what the coach said stands in no inbox", async () => {
      const settled = await speak();
      expect(await settled.remove()).toMatchObject({ closed: [] });
      await isOver(settled);
      const claimed = await speak();
      expect(await claimed.look(claimed.dueAt)).toMatchObject({ outcome: "ended" });
      await claimed.remove();
      await isOver(claimed);
    });

    test.each([
      ["once", null],
      ["by a rule that goes on", "FREQ=DAILY"],
    ])("before anybody noted that it was opened is over with that: %s", async (_, recurrence) => {
      const opened = await open({ recurrence });
      expect(await opened.remove()).toMatchObject({ closed: [opened.deliveryId] });
      await opened.settle({ text: "Check-in", turnId: opened.turnId });
      await isOver(opened);
      expect(await opened.find()).toMatchObject(
        recurrence ? { status: "scheduled", dueAt: opened.dueAt + day } : { status: "acknowledged" },
      );
    });

    test("is over however that meets with whoever looks, notes and settles", async () => {
      const all = await Promise.all(
        Array.from({ length: 12 }, async (_, at) => {
          const opened = at % 3 === 0 ? await open({ recurrence: "FREQ=DAILY" }) : await speak();
          if (at % 3 === 1) await opened.look(opened.dueAt);
          return opened;
        }),
      );
      await Promise.all(
        all.flatMap(({ settle, turnId, look, finish, remove, dueAt }, at) => [
          at % 3 === 0 && settle({ text: "Check-in", turnId }),
          look(dueAt + minute),
          finish("How did you sleep?", 1),
          remove(),
          look(dueAt + minute),
        ]),
      );
      for (const opened of all) await isOver(opened);
    });
  });

  test("is nobody's of another tenant, or with another turn", async () => {
    const { settle, turnId, deliveryId, dueAt, person, inbox } = await open();
    await settle({ text: "Check-in", turnId });
    const call = { deliveryId, turnId, leaseMs, givenUpAt: dueAt + day, now: dueAt + day };
    const { tenantId } = buildPerson();
    expect(await ends.claim({ ...call, tenantId })).toEqual({ outcome: "nothing" });
    await ends.finish({ tenantId, deliveryId, text: "theirs", pushed: 1 });
    expect(await inbox()).toMatchObject([{ text: "Check-in", pushed: 0 }]);
    expect(await ends.claim({ ...call, tenantId: person.tenantId, turnId: uuidv7() })).toEqual({
      outcome: "nothing",
    });
  });

  test("is said of one that was cancelled before anybody noted that it was opened", async () => {
    const { person, claimed, id, dueAt } = await open({ recurrence: "FREQ=DAILY" });
    expect(claimed.isClosed).toBe(false);
    const now = dueAt + second;
    await reminders.acknowledge({ person, named: { deliveryId: claimed.deliveryId }, now });
    const { tenantId } = person;
    const call = { tenantId, moments: [{ reminderId: id, at: dueAt }], leaseMs, now: dueAt + minute };
    expect(await occurrences.claim(call)).toMatchObject([{ isClosed: true, isTakeover: true }]);
  });

  test("is told apart where its person was disabled meanwhile", async () => {
    const person = buildPerson();
    const { tenantId, userId } = person;
    const fields = { kind: "check_in", clientConversationId: "check-ins" } as const;
    const { id, dueAt } = await remind(reminding, person, fields);
    await reminding.live(person, {});
    await tenantUsers.setDisabled({ tenantId, userId, disabled: true, actorId: "key:1", now: dueAt - 1 });
    const call = { tenantId, moments: [{ reminderId: id, at: dueAt }], leaseMs, now: dueAt };
    expect(await occurrences.claim(call)).toMatchObject([{ isClosed: false, isDisabled: true }]);
  });
});
