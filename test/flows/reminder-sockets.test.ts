import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, inject, test, vi } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, queryString } from "./call.ts";
import { hearsNothing, nextOf } from "./chat-frames.ts";
import { openSocket, type SocketClient } from "./socket-client.ts";

const { url, wsUrl } = inject("cloud");
/** From a socket's opening until it has heard what it missed. */
const catchUpMs = 5_000;
const quietMs = 2_500;
/** What fires while a new socket catches up may be told to it twice, under one delivery. */
const afterCatchUpMs = 4_000;

const opened: SocketClient[] = [];
afterEach(async () => {
  for (const client of opened.splice(0)) if (client.isOpen()) await client.close();
});

function start() {
  const tenant = uniqueTenant();
  const whose = (user: string) => queryString({ tenant_id: tenant, user_id: user });
  return {
    async connect(user = "anna"): Promise<SocketClient> {
      const client = await openSocket(`${wsUrl}?${whose(user)}`);
      opened.push(client);
      return client;
    },
    async remind(text: string, inMs: number): Promise<{ id: string; dueAt: number }> {
      const dueAt = Date.now() + inMs;
      const body = { text, due_at: new Date(dueAt).toISOString() };
      const answer = await call(`${url}/v1/reminders?${whose("anna")}`, { body });
      expect(answer.status, answer.text).toBe(201);
      return { id: (answer.json() as { id: string }).id, dueAt };
    },
    discard: async (id: string) =>
      (await call(`${url}/v1/notifications/${id}?${whose("anna")}`, { method: "DELETE" })).status,
    /** Until it was told to whoever was there, and to the inbox. */
    async untilTold(): Promise<void> {
      const told = async () => {
        const answer = await call(`${url}/v1/notifications?${whose("anna")}`);
        return (answer.json() as { items: unknown[] }).items.length > 0;
      };
      await vi.waitUntil(told, { timeout: 60_000, interval: 200 });
      // It stands there a moment before it is told.
      await sleep(500);
    },
  };
}

/** Whatever is on its way late would have arrived. */
async function staysQuiet(...clients: readonly SocketClient[]): Promise<void> {
  await sleep(quietMs);
  for (const client of clients) await hearsNothing(client);
}

const ack = (delivery_id: string) => ({ type: "reminder.ack", delivery_id });
const closed = (delivery_id: string) => ({ type: "reminder.closed", delivery_id });
const slow = { timeout: 60_000 };

test("a reminder is heard by every device, and closed on every device by one of them", slow, async () => {
  const { connect, remind } = start();
  const [phone, tablet] = [await connect(), await connect()];
  const { id, dueAt } = await remind("stretch", afterCatchUpMs);

  const heard = await nextOf(phone, "reminder.due");
  expect(Date.now()).toBeGreaterThanOrEqual(dueAt);
  const due_at = new Date(dueAt).toISOString();
  expect(heard.reminder).toEqual({ id, text: "stretch", due_at, recurrence: null });
  expect(await nextOf(tablet, "reminder.due")).toEqual(heard);

  const { delivery_id } = heard;
  tablet.send(ack(delivery_id));
  expect(await tablet.next()).toEqual(closed(delivery_id));
  expect(await phone.next()).toEqual(closed(delivery_id));

  tablet.send(ack(delivery_id));
  expect(await tablet.next()).toEqual(closed(delivery_id));
  await staysQuiet(phone, tablet);
});

test("a device that comes later hears once what is open, and nothing once it is closed", slow, async () => {
  const { connect, remind, untilTold } = start();
  await remind("stretch", 500);
  await untilTold();

  const phone = await connect();
  const began = performance.now();
  const { delivery_id, reminder } = await nextOf(phone, "reminder.due");
  expect(performance.now() - began).toBeLessThan(catchUpMs);
  expect(reminder.text).toBe("stretch");
  await staysQuiet(phone);

  const tablet = await connect();
  expect(await nextOf(tablet, "reminder.due")).toMatchObject({ delivery_id });
  phone.send(ack(delivery_id));
  expect([await phone.next(), await tablet.next()]).toEqual([closed(delivery_id), closed(delivery_id)]);

  const watch = await connect();
  await staysQuiet(watch, phone, tablet);
});

test(
  "a notification that is deleted falls silent everywhere, and nobody hears of it later",
  slow,
  async () => {
    const { connect, remind, discard } = start();
    const [phone, tablet] = [await connect(), await connect()];
    await remind("stretch", afterCatchUpMs);
    const { delivery_id } = await nextOf(phone, "reminder.due");
    await nextOf(tablet, "reminder.due");

    expect(await discard(delivery_id)).toBe(204);
    expect([await phone.next(), await tablet.next()]).toEqual([closed(delivery_id), closed(delivery_id)]);
    tablet.send(ack(delivery_id));
    expect(await nextOf(tablet, "chat.error")).toMatchObject({ error: { code: "not_found" } });
    const watch = await connect();
    await staysQuiet(watch, phone, tablet);
  },
);

test("a reminder that is put off falls silent everywhere, and is heard again then", slow, async () => {
  const { connect, remind } = start();
  const [phone, tablet] = [await connect(), await connect()];
  const { id } = await remind("stretch", afterCatchUpMs);
  const { delivery_id } = await nextOf(phone, "reminder.due");
  await nextOf(tablet, "reminder.due");

  const until = new Date(Date.now() + 3_000).toISOString();
  phone.send({ type: "reminder.snooze", delivery_id, until });
  expect([await phone.next(), await tablet.next()]).toEqual([closed(delivery_id), closed(delivery_id)]);

  const again = await nextOf(tablet, "reminder.due");
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(until));
  expect(again.reminder).toMatchObject({ id, text: "stretch", due_at: until });
  expect(again.delivery_id).not.toBe(delivery_id);
  expect(await nextOf(phone, "reminder.due")).toEqual(again);
});

describe("a frame about a reminder that comes to nothing is told so, and the socket stays open:", () => {
  const nobodys = "019a0000-0000-7000-8000-000000000000";
  const later = new Date(Date.now() + 600_000).toISOString();

  test.each([
    ["a delivery that nobody knows", ack(nobodys), "not_found"],
    ["one that is put off", { type: "reminder.snooze", delivery_id: nobodys, until: later }, "not_found"],
    ["no delivery", { type: "reminder.ack" }, "validation_failed"],
    ["one that is no id", ack("my reminder"), "validation_failed"],
    ["one that is a number", { type: "reminder.ack", delivery_id: 7 }, "validation_failed"],
    ["no time", { type: "reminder.snooze", delivery_id: nobodys }, "validation_failed"],
    [
      "a time without a zone",
      { type: "reminder.snooze", delivery_id: nobodys, until: "2099-01-01T08:00:00" },
      "validation_failed",
    ],
    [
      "a time that is over",
      { type: "reminder.snooze", delivery_id: nobodys, until: "2020-01-01T08:00:00Z" },
      "validation_failed",
    ],
  ])("%s", async (_what, frame, code) => {
    const client = await start().connect();
    client.send(frame);
    expect(await client.next()).toMatchObject({ type: "chat.error", error: { code } });
    await hearsNothing(client);
  });

  test("another person's", slow, async () => {
    const { connect, remind } = start();
    const [annas, bens] = [await connect(), await connect("ben")];
    await remind("stretch", afterCatchUpMs);
    const { delivery_id } = await nextOf(annas, "reminder.due");
    for (const frame of [ack(delivery_id), { type: "reminder.snooze", delivery_id, until: later }]) {
      bens.send(frame);
      expect(await bens.next()).toMatchObject({
        type: "chat.error",
        delivery_id,
        error: { code: "not_found" },
      });
    }
    await hearsNothing(annas);
    annas.send(ack(delivery_id));
    expect(await annas.next()).toEqual(closed(delivery_id));
  });
});
