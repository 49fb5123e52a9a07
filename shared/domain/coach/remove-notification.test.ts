import { describe, expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildReminderPorts } from "#test/builders/build-reminder-ports.ts";
import { acknowledgeNotification } from "./acknowledge-notification.ts";
import { createReminder } from "./create-reminder.ts";
import { getNotification } from "./get-notification.ts";
import { removeNotification } from "./remove-notification.ts";

const hour = 3_600_000;

/** A reminder that was told. */
async function start() {
  const ports = buildReminderPorts();
  const person = buildPerson();
  const draft = { kind: "reminder", text: "stretch", dueAt: ports.clock.now() + hour } as const;
  const made = await createReminder(ports, { person, draft, idempotency: null, requestId: "r" });
  ports.clock.set(made.dueAt);
  const moments = [{ reminderId: made.id, at: made.dueAt }];
  const call = { tenantId: person.tenantId, moments, leaseMs: 30_000, now: made.dueAt };
  const [claimed] = await ports.occurrences.claim(call);
  return { ports, which: { person, id: claimed!.deliveryId, requestId: "r" } };
}

describe("a notification", () => {
  test("that is acknowledged is closed on every device once, and shown as it is then", async () => {
    const { ports, which } = await start();
    const now = ports.clock.now();
    const acknowledged = await acknowledgeNotification(ports, which);
    expect(acknowledged).toMatchObject({ id: which.id, state: "acknowledged", closedAt: now });
    ports.clock.set(now + hour);
    expect(await acknowledgeNotification(ports, which)).toEqual(acknowledged);
    expect(await getNotification(ports, which)).toEqual(acknowledged);
    expect(ports.heard.closed).toEqual([which.id]);
  });

  test("that is removed is closed on every device, and there no more", async () => {
    const { ports, which } = await start();
    await removeNotification(ports, which);
    expect(ports.heard.closed).toEqual([which.id]);
    for (const again of [removeNotification, acknowledgeNotification, getNotification])
      await expect(again(ports, which)).rejects.toThrow("notification not found");
    expect(ports.heard.closed).toEqual([which.id]);
  });

  test("that was closed before is removed without a word to any device", async () => {
    const { ports, which } = await start();
    await acknowledgeNotification(ports, which);
    await removeNotification(ports, which);
    expect(ports.heard.closed).toEqual([which.id]);
  });

  test("is removed though no device hears of it", async () => {
    const { ports, which } = await start();
    ports.announcements.reminderClosed = () => Promise.reject(new Error("no answer"));
    await removeNotification(ports, which);
    await expect(getNotification(ports, which)).rejects.toMatchObject({ code: "not_found" });
  });
});
