import { expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { day, hour, minute, second, stageFiring } from "#test/builders/stage-firing.ts";
import { fireReminders } from "./fire-reminders.ts";
import type { RemindJob } from "./firing-needs.ts";

function setUp() {
  const stage = stageFiring();
  const { ports, clock, store } = stage;
  const fire = async (...jobs: RemindJob[]) => {
    const each = await fireReminders(ports, { tenantId: "acme", jobs });
    return each.map((one) => (one.status === "fulfilled" ? one.value.became : one.reason));
  };
  /** As the queue does: hands over what was sent once its delay is over. */
  const fireSent = async () => {
    const jobs = ports.jobs.sent.map(({ reminderId, at, requestId }) => ({
      reminderId: reminderId!,
      at: at!,
      requestId,
    }));
    clock.set(Math.max(...jobs.map(({ at }) => at)));
    return await fire(...jobs.slice(-1));
  };
  const deliveries = () => [...store.occurrences.values()].filter(({ state }) => state !== "waiting");
  const waiting = () => [...store.occurrences.values()].filter(({ state }) => state === "waiting");
  return { ...stage, fire, fireSent, deliveries, waiting };
}

test("a time more than a quarter of an hour ahead gets a schedule, and its row waits for that", async () => {
  const { fire, remind, ports, store, calls } = setUp();
  const job = await remind({ at: ports.clock.now() + 15 * minute + 1 });
  expect(await fire(job)).toEqual(["armed"]);
  expect(ports.alarms.standing).toEqual([
    expect.objectContaining({ reminderId: job.reminderId, at: job.at }),
  ]);
  expect(store.people.memory.outbox.get(job.deliveryId)!.dueAt).toBe(job.at + 90 * second);
  expect(calls).toEqual({ armed: 1 });
  expect(ports.jobs.sent).toEqual([]);
});

test("a time within a quarter of an hour waits in the queue, and no store is asked", async () => {
  const { fire, remind, ports, calls } = setUp();
  const job = await remind({ at: ports.clock.now() + 15 * minute });
  const soon = await remind({ at: ports.clock.now() + 1 });
  expect(await fire(job, soon)).toEqual(["waits", "waits"]);
  expect(ports.jobs.sent).toMatchObject([
    { kind: "remind", reminderId: job.reminderId, at: job.at, delaySeconds: 900 },
    { kind: "remind", reminderId: soon.reminderId, at: soon.at, delaySeconds: 1 },
  ]);
  expect(calls).toEqual({});
});

test("what is due is told to sockets, once, and nobody is pushed", async () => {
  const { fire, remind, ports, clock, deliveries, store } = setUp();
  ports.announcements.have("anna", 2);
  const job = await remind();
  clock.set(job.at);
  expect(await fire(job, job)).toEqual(["told", "told"]);
  expect(await fire(job)).toEqual(["nothing"]);
  expect(ports.announcements.said).toEqual([
    {
      userId: "anna",
      due: {
        deliveryId: job.deliveryId,
        reminderId: job.reminderId,
        text: "stretch",
        dueAt: job.at,
        recurrence: null,
      },
    },
  ]);
  expect(ports.push.pushes).toEqual([]);
  expect(deliveries()).toMatchObject([{ state: "due", told: 2, pushed: 0 }]);
  expect(store.people.memory.outbox.size).toBe(0);
});

test("whoever has no socket open is pushed", async () => {
  const { fire, remind, ports, clock, deliveries, anna } = setUp();
  const job = await remind();
  clock.set(job.at);
  expect(await fire(job)).toEqual(["pushed"]);
  expect(ports.push.pushes).toEqual([
    {
      ownerId: anna.ownerId,
      deliveryId: job.deliveryId,
      body: "stretch",
      data: {
        type: "reminder.due",
        delivery_id: job.deliveryId,
        reminder_id: job.reminderId,
        due_at: new Date(job.at).toISOString(),
      },
      expiresAt: job.at + day,
    },
  ]);
  expect(deliveries()).toMatchObject([{ told: 0, pushed: 1 }]);
});

test("whoever has neither finds it in the inbox", async () => {
  const { fire, remind, ports, clock, deliveries, anna } = setUp();
  ports.push.answer(anna.ownerId, { accepted: 0, removed: 1 });
  const job = await remind();
  clock.set(job.at);
  expect(await fire(job)).toEqual(["inbox"]);
  expect(deliveries()).toMatchObject([{ state: "due", told: 0, pushed: 0 }]);
});

test("by push, both are told; by inbox, neither", async () => {
  const { fire, remind, ports, clock } = setUp();
  ports.announcements.have("anna", 1);
  const both = await remind({ channel: "push" });
  const neither = await remind({ channel: "inbox", escalateAfterSeconds: 60 });
  clock.set(both.at);
  expect(await fire(both, neither)).toEqual(["told", "inbox"]);
  expect(ports.announcements.said).toHaveLength(1);
  expect(ports.push.pushes).toHaveLength(1);
  expect(ports.jobs.sent).toEqual([]);
});

test("ten of a tenant cost one claim, one settling and one sending", async () => {
  const { fire, remind, clock, calls, ports } = setUp();
  const jobs = await Promise.all(Array.from({ length: 10 }, () => remind({ recurrence: "FREQ=DAILY" })));
  clock.set(jobs[0]!.at);
  expect(await fire(...jobs)).toEqual(jobs.map(() => "pushed"));
  expect(calls).toEqual({ claim: 1, settle: 1 });
  expect(ports.jobs.sent).toHaveLength(10);
});

test("a rule goes on with its next time, which is sent at once", async () => {
  const { fire, remind, clock, ports, waiting } = setUp();
  const job = await remind({ recurrence: "FREQ=DAILY" });
  clock.set(job.at + second);
  await fire(job);
  expect(waiting()).toMatchObject([{ dueAt: job.at + day }]);
  expect(ports.jobs.sent).toMatchObject([{ reminderId: job.reminderId, at: job.at + day }]);
  expect(ports.jobs.sent[0]).not.toHaveProperty("delaySeconds");
});

test("a rule that missed days is made up for once, and goes on from now", async () => {
  const { fire, remind, clock, waiting, ports } = setUp();
  const job = await remind({ recurrence: "FREQ=DAILY" });
  clock.set(job.at + 3 * day + hour);
  expect(await fire(job)).toEqual(["pushed"]);
  expect(ports.push.pushes).toHaveLength(1);
  expect(waiting()).toMatchObject([{ dueAt: job.at + 4 * day }]);
});

test("a rule that is over leaves nothing", async () => {
  const { fire, remind, clock, waiting, ports, store } = setUp();
  const job = await remind({ recurrence: "FREQ=DAILY;COUNT=1" });
  clock.set(job.at);
  await fire(job);
  expect(waiting()).toEqual([]);
  expect(ports.jobs.sent).toEqual([]);
  expect(store.people.memory.outbox.size).toBe(0);
});

test("a delivery that takes the place of an open one closes that on sockets", async () => {
  const { fire, remind, clock, ports, waiting } = setUp();
  ports.announcements.have("anna", 1);
  const job = await remind({ recurrence: "FREQ=DAILY" });
  clock.set(job.at);
  await fire(job);
  const [{ id: deliveryId = "", dueAt = 0 } = {}] = waiting();
  clock.set(dueAt);
  await fire({ ...job, at: dueAt });
  const said = ports.announcements.said.map((each) =>
    "due" in each ? `due ${each.due.deliveryId}` : `closed ${each.closed}`,
  );
  expect(said.toSorted()).toEqual(
    [`due ${job.deliveryId}`, `due ${deliveryId}`, `closed ${job.deliveryId}`].toSorted(),
  );
});

test("what was cancelled, or never was, is nothing to anybody", async () => {
  const { fire, remind, clock, ports, anna } = setUp();
  const job = await remind();
  const now = clock.now();
  const call = { person: anna, kind: "reminder", id: job.reminderId, version: null, requestId: "r" } as const;
  await ports.reminders.cancel({ ...call, now });
  clock.set(job.at);
  expect(await fire(job, { ...job, at: job.at - 1 })).toEqual(["nothing", "nothing"]);
  expect([ports.announcements.said, ports.push.pushes]).toEqual([[], []]);
});

test("a schedule of what waits no more is removed again, and a scheduler that will not is no failure", async () => {
  const { fire, remind, clock, ports, anna } = setUp();
  const job = await remind({ at: clock.now() + hour });
  const call = { person: anna, kind: "reminder", id: job.reminderId, version: null, requestId: "r" } as const;
  await ports.reminders.cancel({ ...call, now: clock.now() });
  expect(await fire(job)).toEqual(["armed"]);
  expect(ports.alarms.standing).toEqual([]);
  ports.alarms.remove = async () => {
    throw new Error("the scheduler does not answer");
  };
  expect(await fire(job)).toEqual(["armed"]);
  expect(ports.log.lines).toMatchObject([{ level: "warn", what: "schedule not removed" }]);
});

test("a schedule that cannot be made gives back its own letter alone", async () => {
  const { fire, remind, ports, clock, store } = setUp();
  const [bad, good] = [await remind({ at: clock.now() + hour }), await remind({ at: clock.now() + hour })];
  const set = ports.alarms.set;
  ports.alarms.set = async (tenantId, moment, requestId) => {
    if (moment.reminderId === bad.reminderId) throw new Error("too many schedules");
    await set(tenantId, moment, requestId);
  };
  expect(await fire(bad, good)).toEqual([new Error("too many schedules"), "armed"]);
  const { outbox } = store.people.memory;
  expect(outbox.get(bad.deliveryId)!.dueAt).toBe(clock.now() + minute);
  expect(outbox.get(good.deliveryId)!.dueAt).toBe(good.at + 90 * second);
});

test("where push is down its letter comes back once the claim has ended, and the others are settled", async () => {
  const { fire, remind, ports, clock, deliveries, anna } = setUp();
  const bert = buildPerson({ tenantId: "acme", userId: "bert" });
  ports.push.answer(anna.ownerId, "down");
  const [annas, berts] = [await remind(), await remind({ person: bert })];
  clock.set(annas.at);
  const [failed, told] = await fire(annas, berts);
  expect(failed).toMatchObject({ code: "upstream_unavailable", retryAfterSeconds: 31 });
  expect(told).toBe("pushed");
  clock.advance(29 * second);
  expect(await fire(annas)).toEqual(["nothing"]);
  clock.advance(2 * second);
  ports.push.answer(anna.ownerId, { accepted: 1, removed: 0 });
  expect(await fire(annas)).toEqual(["pushed"]);
  expect(ports.push.pushes.map(({ deliveryId }) => deliveryId)).toEqual([berts.deliveryId, annas.deliveryId]);
  expect(deliveries().map(({ pushed }) => pushed)).toEqual([1, 1]);
});

test("a push that fails once a socket has heard is not made again", async () => {
  const { fire, remind, ports, clock, deliveries, anna } = setUp();
  ports.push.answer(anna.ownerId, "down");
  ports.announcements.have("anna", 1);
  const job = await remind({ channel: "push" });
  clock.set(job.at);
  expect(await fire(job)).toEqual(["told"]);
  expect(deliveries()).toMatchObject([{ told: 1, pushed: 0 }]);
  expect(ports.log.lines).toMatchObject([{ what: "reminder not told everywhere" }]);
});

test("sockets that cannot be told are no reason to tell nobody: the device is", async () => {
  const { fire, remind, ports, clock, anna } = setUp();
  ports.announcements.have("anna", "down");
  const job = await remind();
  clock.set(job.at);
  expect(await fire(job)).toEqual(["pushed"]);
  ports.push.answer(anna.ownerId, { accepted: 0, removed: 0 });
  const again = await remind();
  clock.set(again.at);
  expect(await fire(again)).toMatchObject([{ code: "upstream_unavailable" }]);
});

test("whoever could not be told for a day has it in the inbox, and the rule goes on", async () => {
  const { fire, remind, ports, clock, waiting, anna } = setUp();
  ports.push.answer(anna.ownerId, "down");
  const job = await remind({ recurrence: "FREQ=DAILY" });
  clock.set(job.at);
  expect(await fire(job)).toMatchObject([{ code: "upstream_unavailable" }]);
  clock.set(job.at + day - second);
  expect(await fire(job)).toMatchObject([{ code: "upstream_unavailable" }]);
  clock.advance(minute);
  expect(await fire(job)).toEqual(["inbox"]);
  expect(waiting()).toMatchObject([{ dueAt: job.at + 2 * day }]);
});

test("what nobody looked at for days is told all the same, and tried again where it cannot be", async () => {
  const { fire, remind, ports, clock, anna } = setUp();
  const job = await remind();
  clock.set(job.at + 3 * day);
  ports.push.answer(anna.ownerId, "down");
  expect(await fire(job)).toMatchObject([{ code: "upstream_unavailable" }]);
  clock.advance(minute);
  ports.push.answer(anna.ownerId, { accepted: 1, removed: 0 });
  expect(await fire(job)).toEqual(["pushed"]);
});

test("what is told and not noted is told again under the same id, once the claim has ended", async () => {
  const { fire, remind, ports, clock, deliveries } = setUp();
  ports.announcements.have("anna", 1);
  const job = await remind();
  clock.set(job.at);
  const settle = ports.occurrences.settle;
  ports.occurrences.settle = async () => {
    throw new Error("Postgres does not answer");
  };
  expect(await fire(job)).toMatchObject([{ code: "upstream_unavailable", retryAfterSeconds: 31 }]);
  ports.occurrences.settle = settle;
  clock.advance(31 * second);
  expect(await fire(job)).toEqual(["told"]);
  const ids = ports.announcements.said.map((each) => "due" in each && each.due.deliveryId);
  expect(ids).toEqual([job.deliveryId, job.deliveryId]);
  expect(deliveries()).toMatchObject([{ told: 1 }]);
  expect(ports.tally.counted.get("aimi_reminders_fired_total told")).toBe(1);
});

test("where nothing can be claimed, each letter comes back", async () => {
  const { fire, remind, ports, clock } = setUp();
  const jobs = [await remind(), await remind()];
  clock.set(jobs[0]!.at);
  ports.occurrences.claim = async () => {
    throw new Error("Postgres does not answer");
  };
  expect(await fire(...jobs)).toEqual(jobs.map(() => new Error("Postgres does not answer")));
});

test("what follows and cannot be sent is left to the sweep", async () => {
  const { fire, remind, ports, clock, waiting, store } = setUp();
  const job = await remind({ recurrence: "FREQ=DAILY" });
  clock.set(job.at);
  ports.jobs.failing = true;
  expect(await fire(job)).toEqual(["pushed"]);
  const [next] = waiting();
  expect(store.people.memory.outbox.get(next!.id)!.dueAt).toBe(clock.now() + minute);
  expect(ports.log.lines).toMatchObject([{ what: "reminders not sent, left to the sweep" }]);
});

test("whoever does not acknowledge is pushed again, twice, whether a socket hears or not", async () => {
  const { fire, fireSent, remind, ports, clock, store } = setUp();
  ports.announcements.have("anna", 1);
  const job = await remind({ escalateAfterSeconds: 600 });
  clock.set(job.at);
  expect(await fire(job)).toEqual(["told"]);
  expect(ports.push.pushes).toHaveLength(0);
  expect(ports.jobs.sent).toMatchObject([{ at: job.at + 10 * minute, delaySeconds: 600 }]);
  expect(await fireSent()).toEqual(["told"]);
  expect(await fireSent()).toEqual(["told"]);
  expect(ports.push.pushes.map(({ deliveryId }) => deliveryId)).toEqual([job.deliveryId, job.deliveryId]);
  const dueAt = ports.announcements.said.map((each) => "due" in each && each.due.dueAt);
  expect(dueAt).toEqual([job.at, job.at, job.at]);
  expect(new Set(ports.push.pushes.map(({ data }) => data.due_at))).toEqual(
    new Set([new Date(job.at).toISOString()]),
  );
  expect(ports.jobs.sent).toHaveLength(2);
  expect(store.people.memory.outbox.size).toBe(0);
});

test("whoever has acknowledged is left alone", async () => {
  const { fire, fireSent, remind, ports, clock, anna } = setUp();
  const job = await remind({ escalateAfterSeconds: 600 });
  clock.set(job.at);
  await fire(job);
  await ports.reminders.acknowledge({ person: anna, named: { id: job.reminderId }, now: clock.now() });
  expect(await fireSent()).toEqual(["nothing"]);
  expect(ports.push.pushes).toHaveLength(1);
});

test("a check-in lets the coach open the conversation, and tells no text", async () => {
  const { fire, remind, ports, clock, opened, waiting } = setUp();
  ports.announcements.have("anna", 1);
  const job = await remind({ kind: "check_in", recurrence: "FREQ=DAILY", clientConversationId: "coach" });
  clock.set(job.at);
  expect(await fire(job)).toEqual(["opened"]);
  expect(opened).toMatchObject([{ deliveryId: job.deliveryId, clientConversationId: "coach" }]);
  expect([ports.announcements.said, ports.push.pushes]).toEqual([[], []]);
  expect(waiting()).toMatchObject([{ dueAt: job.at + day }]);
});

test("a check-in in quiet hours is skipped, and the rule goes on; a reminder is told all the same", async () => {
  const { fire, remind, clock, opened, deliveries, live, waiting } = setUp();
  live("Europe/Berlin", { from: "22:00", to: "07:00" });
  const at = Date.parse("2026-02-01T05:59:00Z");
  const checkIn = await remind({ kind: "check_in", at, recurrence: "FREQ=DAILY" });
  const reminder = await remind({ at });
  clock.set(at);
  expect(await fire(checkIn, reminder)).toEqual(["skipped", "pushed"]);
  expect(opened).toEqual([]);
  expect(deliveries().map(({ state }) => state)).toEqual(["skipped", "due"]);
  expect(waiting()).toMatchObject([{ dueAt: at + day }]);
});

test("how it was told is counted, and how late", async () => {
  const { fire, remind, ports, clock } = setUp();
  const job = await remind({ escalateAfterSeconds: 60 });
  clock.set(job.at + 1_500);
  await fire(job);
  clock.advance(minute);
  await fire({ ...job, at: job.at + 1_500 + minute });
  expect(Object.fromEntries(ports.tally.counted)).toEqual({ "aimi_reminders_fired_total pushed": 2 });
  expect(ports.tally.durationsMs.get("aimi_reminder_lateness_seconds")).toEqual([1_500]);
});
