import { describe, expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { startFakeSocket } from "#test/fakes/start-fake-socket.ts";

const anna = buildPerson({ tenantId: "acme", userId: "anna" });
const ben = { user_id: "ben", caller_id: "user:acme/ben" };
const minuteMs = 60_000;
const nobodys = "019a0000-0000-7000-8000-000000000000";

/** Anna's sockets, and a reminder of hers that has just been told. */
async function start({ recurrence = null as string | null } = {}) {
  const socket = await startFakeSocket();
  const { ports, occurrences, reminders, ids } = socket;
  const reminderId = ids.next();
  const deliveryId = ids.next();
  const at = ports.clock.now();
  await reminders.create({
    ...{ person: anna, id: reminderId, kind: "reminder", text: "stretch", recurrence },
    ...{ startsLocal: "2026-01-31T09:30:00", timeZone: "UTC", zone: "UTC", channel: "auto" },
    ...{ escalateAfterSeconds: null, clientConversationId: null, idempotency: null, requestId: "r0" },
    ...{ isHome: false, first: { id: deliveryId, dueAt: at }, now: at },
  });
  await occurrences.claim({ tenantId: "acme", moments: [{ reminderId, at }], leaseMs: 30_000, now: at });
  const find = async () => (await reminders.find(anna, "reminder", reminderId))!;
  const inMinutes = (minutes: number) => new Date(at + minutes * minuteMs).toISOString();
  const snooze = (until: string) => ({ type: "reminder.snooze", delivery_id: deliveryId, until });
  const ack = { type: "reminder.ack", delivery_id: deliveryId };
  return { ...socket, at, reminderId, deliveryId, find, inMinutes, snooze, ack };
}

const closed = (delivery_id: string) => [{ type: "reminder.closed", delivery_id }];
const refused = (code: string, delivery_id: string) => [
  { type: "chat.error", delivery_id, error: { code, message: expect.any(String), request_id: "r1" } },
];

describe("an acknowledgement", () => {
  test("closes the reminder on every device, on the one that sends it as the answer", async () => {
    const { send, heardBy, find, ack, deliveryId } = await start();
    await send(ack);
    expect([heardBy("phone"), heardBy("tablet")]).toEqual([closed(deliveryId), closed(deliveryId)]);
    expect(await find()).toMatchObject({ status: "acknowledged", openDeliveryId: null });
  });

  test("that comes again is answered, and disturbs no other device", async () => {
    const { send, heardBy, ack, deliveryId } = await start();
    await send(ack);
    heardBy("phone");
    heardBy("tablet");
    await send(ack);
    await send(ack, "tablet");
    expect([heardBy("phone"), heardBy("tablet")]).toEqual([closed(deliveryId), closed(deliveryId)]);
  });

  test("holds though other devices cannot be told", async () => {
    const { send, heardBy, find, ack, deliveryId, ports } = await start();
    const { send: post } = ports.frames;
    ports.frames.send = async (id, frame) => {
      if (id === "tablet") throw new Error("no answer");
      return await post(id, frame);
    };
    await send(ack);
    expect(heardBy("phone")).toEqual(closed(deliveryId));
    expect(await find()).toMatchObject({ status: "acknowledged" });
  });
});

describe("a snooze", () => {
  test("closes the reminder on every device, and it waits until then", async () => {
    const { send, heardBy, find, snooze, inMinutes, at, deliveryId } = await start();
    await send(snooze(inMinutes(10)), "tablet");
    expect([heardBy("phone"), heardBy("tablet")]).toEqual([closed(deliveryId), closed(deliveryId)]);
    expect(await find()).toMatchObject({ status: "scheduled", dueAt: at + 10 * minuteMs });
  });

  test("has somebody look at it then, and marks that the outbox holds work", async () => {
    const { send, snooze, inMinutes, at, reminderId, ports, jobs } = await start();
    await send(snooze(inMinutes(10)));
    expect(jobs.sent).toMatchObject([
      { queue: "reminders", kind: "remind", reminderId, at: at + 10 * minuteMs, delaySeconds: 600 },
    ]);
    expect(ports.gate.markedAt).toBe(at);
  });

  test("holds though the queue is away: the outbox has it", async () => {
    const { send, heardBy, snooze, inMinutes, deliveryId, jobs } = await start();
    jobs.failing = true;
    await send(snooze(inMinutes(10)));
    expect(heardBy("phone")).toEqual(closed(deliveryId));
  });

  test("until a time that is over is refused, and the reminder stays open", async () => {
    const { send, heardBy, find, snooze, inMinutes, deliveryId } = await start();
    await send(snooze(inMinutes(-1)));
    expect(heardBy("phone")).toMatchObject([
      { type: "chat.error", delivery_id: deliveryId, error: { code: "validation_failed" } },
    ]);
    expect(heardBy("tablet")).toEqual([]);
    expect(await find()).toMatchObject({ status: "due", openDeliveryId: deliveryId });
  });
});

describe.each(["ack", "snooze"] as const)("a frame that says %s", (verb) => {
  const frameOf = ({ ack, snooze, inMinutes }: Awaited<ReturnType<typeof start>>) =>
    verb === "ack" ? ack : snooze(inMinutes(10));

  test("about a delivery that nobody knows, or another person's, is not found", async () => {
    const started = await start();
    const { send, heardBy, find, deliveryId, ports } = started;
    const frame = frameOf(started);
    await send({ ...frame, delivery_id: nobodys });
    await send(frame, "bens-phone", ben);
    expect(heardBy("phone")).toEqual(refused("not_found", nobodys));
    expect(heardBy("bens-phone")).toEqual(refused("not_found", deliveryId));
    expect([await find(), ports.frames.closed]).toMatchObject([{ status: "due" }, []]);
  });

  test("by a key that was revoked is refused, and the socket closes", async () => {
    const started = await start();
    const { send, heardBy, find, ports } = started;
    await ports.gate.tell("k1");
    await send(frameOf(started), "phone", { caller_id: "key:k1", key_id: "k1", key_hash: "a".repeat(64) });
    expect(heardBy("phone")).toMatchObject([{ type: "chat.error", error: { code: "unauthenticated" } }]);
    expect(ports.frames.closed).toEqual(["phone"]);
    expect(await find()).toMatchObject({ status: "due" });
  });

  test("without Redis is refused as a fault of ours, and the socket stays", async () => {
    const started = await start();
    const { send, heardBy, ports } = started;
    ports.gate.failing = true;
    await send(frameOf(started));
    expect(heardBy("phone")).toMatchObject([{ error: { code: "upstream_unavailable" } }]);
    expect(ports.frames.closed).toEqual([]);
  });

  test("leaves no text in the log", async () => {
    const started = await start();
    await started.send(frameOf(started));
    expect(JSON.stringify(started.ports.log.lines)).not.toContain("stretch");
  });
});
