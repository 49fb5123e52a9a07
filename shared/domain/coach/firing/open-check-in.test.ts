import { describe, expect, test } from "vitest";
import { stageCheckIns } from "#test/builders/stage-check-ins.ts";
import { day, minute, second } from "#test/builders/stage-firing.ts";
import { personKey } from "#test/fakes/fake-people-store.ts";
import { deriveConversationId, deriveTurnId } from "../../access/derive-ids.ts";

test("a check-in is a turn in which the coach speaks first, under an id of the delivery's", async () => {
  const { ports, anna, checkIn, fire } = stageCheckIns();
  const job = await checkIn();
  expect(await fire(job)).toBe("opened");
  const clientMessageId = `check-in:${job.deliveryId}`;
  const { tenantId, userId, ownerId } = anna;
  expect(ports.turnQueue.sent).toEqual([
    {
      turnId: deriveTurnId(ownerId, clientMessageId),
      clientMessageId,
      ...{ tenantId, userId, ownerId },
      conversationId: deriveConversationId(ownerId, "check-ins"),
      clientConversationId: "check-ins",
      text: "Check-in: sleep",
      opens: true,
      callerId: "user:acme/anna",
      mayProvision: false,
      acceptedAt: job.at,
      requestId: "r1",
      attempt: 1,
    },
  ]);
});

test("one that is about nothing says so alone", async () => {
  const { ports, checkIn, fire } = stageCheckIns();
  await fire(await checkIn({ text: "" }));
  expect(ports.turnQueue.sent).toMatchObject([{ text: "Check-in" }]);
});

describe("every socket of the person", () => {
  test("hears that it was accepted, and the conversation from then on, where it outlives Redis, too", async () => {
    const { ports, anna, checkIn, connect, fire, inbox } = stageCheckIns();
    await connect("phone");
    await connect("tablet");
    const job = await checkIn();
    await fire(job);
    const frame = {
      type: "chat.accepted",
      id: `check-in:${job.deliveryId}`,
      turn_id: ports.turnQueue.sent[0]!.turnId,
      conversation_id: "check-ins",
    };
    expect(ports.frames.sent).toEqual([
      { connectionId: "phone", frame },
      { connectionId: "tablet", frame },
    ]);
    const { conversationId } = ports.turnQueue.sent[0]!;
    const noted = await ports.audience.find({ ...anna, conversationId });
    expect(noted.map(({ connectionId }) => connectionId)).toEqual(["phone", "tablet"]);
    const again = await ports.turnStream.watch({ conversationId, connectionId: "phone", listensUntil: null });
    expect(again).toEqual({ isNewListener: false });
    expect(await inbox()).toMatchObject([{ told: 2, text: "Check-in: sleep", state: "acknowledged" }]);
  });

  test("where nobody is any more counts for nothing", async () => {
    const { ports, checkIn, connect, fire, inbox } = stageCheckIns();
    await connect("phone");
    ports.frames.gone.add("phone");
    expect(await fire(await checkIn())).toBe("opened");
    expect(await inbox()).toMatchObject([{ told: 0 }]);
    expect(ports.connections.open.size).toBe(0);
  });
});

describe("what cannot be opened is given back, and opened when it comes again:", () => {
  test("Redis is away", async () => {
    const { ports, checkIn, fire, clock, inbox, store } = stageCheckIns();
    const job = await checkIn({ recurrence: "FREQ=DAILY" });
    ports.turnStream.failing = true;
    expect(await fire(job)).toMatchObject({ code: "upstream_unavailable", retryAfterSeconds: 31 });
    expect(store.people.memory.outbox.has(job.deliveryId)).toBe(true);
    expect(await inbox()).toMatchObject([{ state: "due", told: 0 }]);
    ports.turnStream.failing = false;
    clock.set(job.at + 31 * second);
    expect(await fire(job)).toBe("opened");
    expect(ports.turnQueue.sent).toMatchObject([{ clientMessageId: `check-in:${job.deliveryId}` }]);
  });

  test("the queue takes no letter, though the turn was accepted", async () => {
    const { ports, checkIn, fire, clock } = stageCheckIns();
    const job = await checkIn();
    ports.turnQueue.failing = true;
    expect(await fire(job)).toMatchObject({ code: "upstream_unavailable" });
    ports.turnQueue.failing = false;
    clock.set(job.at + 31 * second);
    expect(await fire(job)).toBe("opened");
    expect(ports.turnQueue.sent).toHaveLength(1);
  });

  test("nobody can tell which sockets there are", async () => {
    const { ports, checkIn, fire, clock } = stageCheckIns();
    const job = await checkIn();
    ports.connections.failing = true;
    expect(await fire(job)).toMatchObject({ code: "upstream_unavailable" });
    expect(ports.turnQueue.sent).toEqual([]);
    ports.connections.failing = false;
    clock.set(job.at + 31 * second);
    expect(await fire(job)).toBe("opened");
  });
});

test("a slot has one turn, whoever claims it again", async () => {
  const { ports, checkIn, fire, clock, connect } = stageCheckIns();
  await connect("phone");
  const job = await checkIn({ recurrence: "FREQ=DAILY" });
  const { settle } = ports.occurrences;
  ports.occurrences.settle = async () => {
    throw new Error("the runner died");
  };
  expect(await fire(job)).toBeInstanceOf(Error);
  const [{ turnId, ownerId, conversationId, clientConversationId, attempt }] = ports.turnQueue.sent as [
    (typeof ports.turnQueue.sent)[0],
  ];
  const turn = { turnId, ownerId, conversationId, clientConversationId, attempt };
  await ports.turnStream.open(turn, { model: "m", dimensions: 2, text: "t" });
  ports.occurrences.settle = settle;
  expect(await fire(job)).toBe("nothing");
  clock.set(job.at + 31 * second);
  expect(await fire(job)).toBe("opened");
  expect(await fire(job)).toBe("nothing");
  expect(ports.turnQueue.sent).toHaveLength(1);
  expect(ports.frames.sent).toHaveLength(1);
  expect(await fire({ ...job, at: job.at + day })).toBe("opened");
  expect(ports.turnQueue.sent).toHaveLength(2);
});

describe("the coach does not speak", () => {
  test("in quiet hours, and the inbox says that it was skipped", async () => {
    const { ports, live, checkIn, fire, clock, inbox } = stageCheckIns();
    const at = Math.ceil(clock.now() / day) * day + 30 * minute;
    live("Europe/Berlin", { from: "22:00", to: "07:00" });
    const job = await checkIn({ at, recurrence: "FREQ=DAILY" });
    expect(await fire(job)).toBe("skipped");
    expect(ports.turnQueue.sent).toEqual([]);
    expect(await inbox()).toMatchObject([{ state: "skipped", text: "Check-in: sleep", told: 0, pushed: 0 }]);
    expect(ports.jobs.sent.filter(({ kind }) => kind === "tell_check_in")).toEqual([]);
  });

  test("to whoever is disabled", async () => {
    const { ports, store, anna, live, checkIn, fire } = stageCheckIns();
    live("UTC");
    const { persons } = store.people;
    persons.set(personKey(anna), { ...persons.get(personKey(anna))!, disabledAt: 1 });
    expect(await fire(await checkIn())).toBe("inbox");
    expect(ports.turnQueue.sent).toEqual([]);
  });

  test("where it was closed before anybody noted that it was opened", async () => {
    const { ports, anna, checkIn, fire, clock } = stageCheckIns();
    const job = await checkIn({ recurrence: "FREQ=DAILY" });
    ports.turnStream.failing = true;
    await fire(job);
    ports.turnStream.failing = false;
    const named = { deliveryId: job.deliveryId };
    await ports.reminders.acknowledge({ person: anna, named, now: clock.now() });
    clock.set(job.at + 31 * second);
    expect(await fire(job)).toBe("inbox");
    expect(ports.turnQueue.sent).toEqual([]);
  });
});

test("one that is over shows it, and one that recurs is scheduled", async () => {
  const { ports, anna, checkIn, fire } = stageCheckIns();
  const once = await checkIn();
  const daily = await checkIn({ recurrence: "FREQ=DAILY" });
  for (const job of [once, daily]) await fire(job);
  const statuses = [once, daily].map(async ({ reminderId }) => {
    return (await ports.reminders.find(anna, "check_in", reminderId))!.status;
  });
  expect(await Promise.all(statuses)).toEqual(["acknowledged", "scheduled"]);
});
