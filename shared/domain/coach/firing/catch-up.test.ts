import { expect, test } from "vitest";
import type { Waiting } from "#shared/ports/reminder.ts";
import { minute, second, stageFiring } from "#test/builders/stage-firing.ts";
import { catchUp } from "./catch-up.ts";
import { fireReminders } from "./fire-reminders.ts";

function setUp() {
  const stage = stageFiring();
  const { ports, clock, anna } = stage;
  const fire = async (...jobs: Awaited<ReturnType<typeof stage.remind>>[]) => {
    clock.set(Math.max(...jobs.map(({ at }) => at)));
    await fireReminders(ports, { tenantId: "acme", jobs });
  };
  const socket = { connectionId: "socket-1", requestId: "r9" };
  const hear = (after: Waiting | null) => catchUp(ports, { ...socket, recipient: anna, after });
  const connect = () => hear(null);
  const { asked } = ports.catchUps;
  /** As the worker does with each letter that asks for the rest. */
  const hearAll = async () => {
    const heard = [await connect()];
    while (asked.length === heard.length) heard.push(await hear(asked.at(-1)!.after!));
    return heard;
  };
  const said = () => ports.announcements.said.map((saying) => "due" in saying && saying.due.deliveryId);
  return { ...stage, fire, connect, hearAll, asked, said };
}

test("a new socket hears what is open, oldest first, and nobody else does", async () => {
  const { ports, remind, fire, connect, clock } = setUp();
  const later = await remind({ text: "later", at: clock.now() + 2 * minute });
  const sooner = await remind({ text: "sooner", recurrence: "FREQ=DAILY" });
  await fire(later, sooner);
  expect(await connect()).toEqual({ open: 2, told: 2 });
  expect(ports.announcements.said).toMatchObject([
    {
      connectionId: "socket-1",
      due: { deliveryId: sooner.deliveryId, text: "sooner", dueAt: sooner.at, recurrence: "FREQ=DAILY" },
    },
    { connectionId: "socket-1", due: { deliveryId: later.deliveryId, text: "later", recurrence: null } },
  ]);
});

test("it hears nothing of what is acknowledged, waits, or opened a conversation", async () => {
  const { ports, remind, fire, connect, anna, clock } = setUp();
  const done = await remind();
  const checkIn = await remind({ kind: "check_in", clientConversationId: "coach" });
  await fire(done, checkIn);
  await remind();
  await ports.reminders.acknowledge({ person: anna, named: { id: done.reminderId }, now: clock.now() });
  expect(await connect()).toEqual({ open: 0, told: 0 });
  expect(ports.announcements.said).toEqual([]);
});

test("it hears nothing of what is for the inbox alone", async () => {
  const { remind, fire, connect } = setUp();
  await fire(await remind({ channel: "inbox" }), await remind());
  expect(await connect()).toEqual({ open: 1, told: 1 });
});

test("however much it missed, it hears all of it, in order, some with each letter", async () => {
  const { remind, fire, hearAll, said, clock } = setUp();
  const start = clock.now();
  const jobs = await Promise.all(Array.from({ length: 125 }, (_, n) => remind({ at: start + n * second })));
  await fire(...jobs.toReversed());
  expect(await hearAll()).toEqual([
    { open: 50, told: 50 },
    { open: 50, told: 50 },
    { open: 25, told: 25 },
  ]);
  expect(said()).toEqual(jobs.map(({ deliveryId }) => deliveryId));
});

test("it goes on after what it heard last, where it did not hear all at a stretch", async () => {
  const { ports, remind, fire, hearAll, said, asked, anna } = setUp();
  const jobs = await Promise.all([remind(), remind(), remind()]);
  await fire(...jobs);
  ports.announcements.mostHeard = 2;
  expect(await hearAll()).toEqual([
    { open: 3, told: 2 },
    { open: 1, told: 1 },
  ]);
  const inOrder = jobs.map(({ deliveryId }) => deliveryId).toSorted();
  expect(said()).toEqual(inOrder);
  const { tenantId, userId, ownerId } = anna;
  expect(asked).toEqual([
    {
      ...{ tenantId, userId, ownerId, connectionId: "socket-1", requestId: "r9" },
      after: { id: inOrder[1], dueAt: jobs[0]!.at },
    },
  ]);
});

test("what it heard is counted, at one call for all of it", async () => {
  const { ports, remind, fire, connect, store, calls } = setUp();
  await fire(await remind({ text: "a" }), await remind({ text: "b" }), await remind({ text: "c" }));
  ports.announcements.mostHeard = 2;
  await connect();
  expect([...store.occurrences.values()].map(({ told }) => told)).toEqual([1, 1, 0]);
  expect(calls).toMatchObject({ open: 1, heard: 1 });
});

test("a socket that is gone hears nothing, and asks for no more", async () => {
  const { ports, remind, fire, connect, asked, calls } = setUp();
  await fire(await remind(), await remind());
  ports.announcements.mostHeard = 0;
  expect(await connect()).toEqual({ open: 2, told: 0 });
  expect(asked).toEqual([]);
  expect(calls.heard).toBeUndefined();
});

test("where the rest cannot be asked for, the letter is to come again", async () => {
  const { ports, remind, fire, connect } = setUp();
  await fire(...(await Promise.all(Array.from({ length: 51 }, () => remind()))));
  ports.catchUps.failing = true;
  await expect(connect()).rejects.toThrow();
});
