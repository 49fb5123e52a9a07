import { expect, test } from "vitest";
import { minute, stageFiring } from "#test/builders/stage-firing.ts";
import { catchUp } from "./catch-up.ts";
import { fireReminders } from "./fire-reminders.ts";

function setUp() {
  const stage = stageFiring();
  const { ports, clock, anna } = stage;
  const fire = async (...jobs: Awaited<ReturnType<typeof stage.remind>>[]) => {
    clock.set(Math.max(...jobs.map(({ at }) => at)));
    await fireReminders(ports, { tenantId: "acme", jobs });
  };
  const connect = () => catchUp(ports, { recipient: anna, connectionId: "socket-1" });
  return { ...stage, fire, connect };
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

test("it hears twenty at most", async () => {
  const { remind, fire, connect } = setUp();
  await fire(...(await Promise.all(Array.from({ length: 25 }, () => remind()))));
  expect(await connect()).toEqual({ open: 20, told: 20 });
});
