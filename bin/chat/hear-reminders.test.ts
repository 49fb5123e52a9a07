import { once } from "node:events";
import { expect, test } from "vitest";
import { hearReminders } from "./hear-reminders.ts";
import { connectTo, serveScript } from "./serve-script.ts";

const due = (delivery_id: string, text: string) => ({
  type: "reminder.due",
  delivery_id,
  reminder: { text },
});
const closed = (delivery_id: string) => ({ type: "reminder.closed", delivery_id });

async function hear() {
  const server = await serveScript();
  const connection = connectTo(server);
  const lines: string[] = [];
  const reminders = hearReminders({ connection, say: (line) => lines.push(line) });
  await once(connection.events, "open");
  return { server, lines, reminders };
}

test("What is due is shown once with a number to name it by, however often it is told", async () => {
  const { server, lines, reminders } = await hear();
  server.say(due("d1", "stretch"), due("d1", "stretch"), due("d2", "call\u0007 Ben"));
  await expect
    .poll(() => lines)
    .toEqual(["⏰ stretch · /ack 1, or /snooze 1 10m", "⏰ call Ben · /ack 2, or /snooze 2 10m"]);
  expect([reminders.find("1")?.deliveryId, reminders.find("")?.deliveryId]).toEqual(["d1", "d2"]);
});

test("What another device has closed is said, and open no more", async () => {
  const { server, lines, reminders } = await hear();
  server.say(due("d1", "stretch"), closed("d1"), closed("d1"), closed("never told"), due("d2", "sleep"));
  await expect.poll(() => lines.slice(1)).toEqual(["· closed: stretch", expect.stringContaining("sleep")]);
  expect([reminders.find("1"), reminders.find("2")]).toMatchObject([undefined, { deliveryId: "d2" }]);
});
