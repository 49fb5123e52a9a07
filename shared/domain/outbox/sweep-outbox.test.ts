import { describe, expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeDirtyMark } from "#test/fakes/fake-dirty-mark.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeOutbox } from "#test/fakes/fake-outbox.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";
import { sweepOutbox } from "./sweep-outbox.ts";

const minute = 60_000;

function setUp() {
  const store = createFakeMemoryStore();
  const clock = fakeClock();
  const outbox = fakeOutbox(store);
  const [dirtyMark, tally] = [fakeDirtyMark(), fakeTally()];
  const ports = {
    clock,
    outbox,
    jobs: fakeJobQueue(["memory-jobs", "reminders"]),
    dirtyMark,
    tally,
    log: fakeLog(),
  };
  let count = 0;
  const write = (queue = "memory-jobs"): string => {
    const id = `job-${String(count++).padStart(4, "0")}`;
    const entry = { id, tenantId: "acme", queue, messageIds: ["m"], requestId: "r" };
    store.outbox.set(id, { ...entry, dueAt: clock.now() + minute, attempts: 0 });
    return id;
  };
  /** As a request does: the mark first, then the row. */
  const request = async (queue?: string) => {
    await ports.dirtyMark.set(clock.now());
    return write(queue);
  };
  const putOff = (id: string, dueAt: number) => store.outbox.set(id, { ...store.outbox.get(id)!, dueAt });
  const sweepEachMinute = async (minutes: number) => {
    for (let at = 0; at < minutes; at++) {
      clock.advance(minute);
      await sweepOutbox(ports);
    }
  };
  return { store, clock, ports, write, request, putOff, sweepEachMinute };
}

describe("an idle stage", () => {
  test("is left alone for an hour of sweeps once it was seen empty", async () => {
    const { ports, sweepEachMinute } = setUp();
    await ports.dirtyMark.clear("unknown");
    await sweepEachMinute(60);
    expect(ports.outbox.calls).toEqual({ claimDue: 0, nextDue: 0 });
  });

  test("is looked at once when nobody can tell, and then left alone", async () => {
    const { ports, sweepEachMinute } = setUp();
    expect(await sweepOutbox(ports)).toEqual({ looked: true, sent: 0 });
    await sweepEachMinute(60);
    expect(ports.outbox.calls).toEqual({ claimDue: 1, nextDue: 1 });
  });

  test("is left alone again soon after its last request", async () => {
    const { store, ports, request, sweepEachMinute } = setUp();
    store.outbox.delete(await request());
    await sweepEachMinute(5);
    const calls = { ...ports.outbox.calls };
    await sweepEachMinute(60);
    expect(ports.outbox.calls).toEqual(calls);
    expect(await ports.dirtyMark.read(ports.clock.now())).toBeNull();
  });
});

describe("a stage that waits for what is due later", () => {
  test("is left alone until then, ten minutes at most", async () => {
    const { store, clock, ports, request, sweepEachMinute } = setUp();
    const id = await request();
    store.outbox.set(id, { ...store.outbox.get(id)!, dueAt: clock.now() + 15 * minute });
    await sweepEachMinute(3);
    expect(ports.outbox.calls.claimDue).toBe(3);
    await sweepEachMinute(9);
    expect(ports.outbox.calls.claimDue).toBe(3);
    await sweepEachMinute(3);
    expect(ports.jobs.sent.map((job) => job.id)).toEqual([id]);
    expect(ports.outbox.calls.claimDue).toBe(5);
  });

  test("is looked at as soon as somebody writes", async () => {
    const { store, clock, ports, request, sweepEachMinute } = setUp();
    const id = await request();
    store.outbox.set(id, { ...store.outbox.get(id)!, dueAt: clock.now() + 15 * minute });
    await sweepEachMinute(5);
    const later = await request();
    await sweepEachMinute(1);
    expect(ports.jobs.sent.map((job) => job.id)).toEqual([later]);
  });
});

describe("a stage where only reminders wait", () => {
  const [hour, day] = [60 * minute, 1_440 * minute];

  test("is left alone until the next of them is due, and then looked at", async () => {
    const { clock, ports, request, putOff, sweepEachMinute } = setUp();
    const id = await request("reminders");
    putOff(id, clock.now() + 20 * hour);
    await sweepEachMinute(3);
    const { claimDue } = ports.outbox.calls;
    await sweepEachMinute(20 * 60 - 4);
    expect(ports.outbox.calls.claimDue).toBe(claimDue);
    await sweepEachMinute(1);
    expect(ports.jobs.sent.map((job) => job.id)).toEqual([id]);
  });

  test("is looked at once a day for those that are weeks ahead", async () => {
    const { clock, ports, request, putOff, sweepEachMinute } = setUp();
    putOff(await request("reminders"), clock.now() + 21 * day);
    await sweepEachMinute(3);
    const { claimDue } = ports.outbox.calls;
    await sweepEachMinute(3 * 1_440);
    expect(ports.outbox.calls.claimDue).toBe(claimDue + 3);
  });

  test("is looked at as soon as somebody writes", async () => {
    const { clock, ports, request, putOff, sweepEachMinute } = setUp();
    putOff(await request("reminders"), clock.now() + day);
    await sweepEachMinute(5);
    const sooner = await request("reminders");
    await sweepEachMinute(1);
    expect(ports.jobs.sent.map((job) => job.id)).toEqual([sooner]);
  });

  test("is looked at each ten minutes while other work waits, too", async () => {
    const { clock, ports, request, putOff, sweepEachMinute } = setUp();
    putOff(await request("reminders"), clock.now() + day);
    putOff(await request(), clock.now() + day);
    await sweepEachMinute(3);
    const { claimDue } = ports.outbox.calls;
    await sweepEachMinute(60);
    expect(ports.outbox.calls.claimDue).toBe(claimDue + 6);
  });

  test("finds what their worker left and never sent when the one before it would have been due", async () => {
    const { store, clock, ports, request, write, putOff, sweepEachMinute } = setUp();
    const told = await request("reminders");
    putOff(told, clock.now() + 8 * hour + 90_000);
    await sweepEachMinute(8 * 60);
    store.outbox.delete(told);
    const next = write("reminders");
    await sweepEachMinute(2);
    expect(ports.jobs.sent.map((job) => job.id)).toEqual([next]);
  });
});

describe("a mark", () => {
  test("stays while the request that set it may still write", async () => {
    const { clock, ports } = setUp();
    await ports.dirtyMark.set(clock.now());
    clock.advance(2 * minute);
    expect(await sweepOutbox(ports)).toEqual({ looked: true, sent: 0 });
    expect(await ports.dirtyMark.read(clock.now())).not.toBeNull();
    clock.advance(1);
    await sweepOutbox(ports);
    expect(await ports.dirtyMark.read(clock.now())).toBeNull();
  });

  test("stays while the outbox holds anything, due or not", async () => {
    const { store, ports, request, sweepEachMinute } = setUp();
    const id = await request();
    await sweepEachMinute(30);
    expect(ports.jobs.sent.length).toBeGreaterThan(3);
    store.outbox.delete(id);
    await sweepEachMinute(11);
    const calls = { ...ports.outbox.calls };
    await sweepEachMinute(60);
    expect(ports.outbox.calls).toEqual(calls);
  });

  test("that is set while a sweep runs is not lost", async () => {
    const { store, clock, ports, request } = setUp();
    await ports.dirtyMark.set(clock.now());
    clock.advance(10 * minute);
    const outbox = {
      ...ports.outbox,
      nextDue: async () => {
        const found = await ports.outbox.nextDue();
        await request();
        return found;
      },
    };
    await sweepOutbox({ ...ports, outbox });
    expect(await ports.dirtyMark.read(clock.now())).toBe(clock.now());
    clock.advance(minute);
    expect(await sweepOutbox(ports)).toEqual({ looked: true, sent: 1 });
    expect(store.outbox.size).toBe(1);
  });
});

describe("what was written and not sent", () => {
  test("is sent after a minute, and not before", async () => {
    const { clock, ports, request } = setUp();
    const id = await request();
    clock.advance(minute - 1);
    expect(await sweepOutbox(ports)).toEqual({ looked: true, sent: 0 });
    clock.advance(1);
    expect(await sweepOutbox(ports)).toEqual({ looked: true, sent: 1 });
    expect(ports.jobs.sent).toMatchObject([{ id, tenantId: "acme", messageIds: ["m"], requestId: "r" }]);
  });

  test("is sent again, ever more rarely, until its consumer takes it out", async () => {
    const { ports, request, sweepEachMinute } = setUp();
    await request();
    await sweepEachMinute(60);
    expect(ports.jobs.sent).toHaveLength(6);
  });

  test("is all sent, however much it is, over sweeps of two thousand", async () => {
    const { clock, ports, request, write } = setUp();
    await request();
    for (let count = 1; count < 2_050; count++) write();
    clock.advance(minute);
    expect(await sweepOutbox(ports)).toEqual({ looked: true, sent: 2_000 });
    expect(await sweepOutbox(ports)).toEqual({ looked: true, sent: 50 });
    expect(new Set(ports.jobs.sent.map(({ id }) => id)).size).toBe(2_050);
  });

  test("comes again after a queue that was away", async () => {
    const { clock, ports, request } = setUp();
    await request();
    clock.advance(minute);
    ports.jobs.failing = true;
    await expect(sweepOutbox(ports)).rejects.toThrow();
    ports.jobs.failing = false;
    clock.advance(minute);
    expect(await sweepOutbox(ports)).toEqual({ looked: true, sent: 1 });
  });
});

test("with Redis away a sweep looks in Postgres, and says so", async () => {
  const { clock, ports, request, store } = setUp();
  const id = await request();
  clock.advance(minute);
  ports.dirtyMark.failing = true;
  expect(await sweepOutbox(ports)).toEqual({ looked: true, sent: 1 });
  expect(ports.log.lines[0]).toMatchObject({ level: "warn" });
  store.outbox.delete(id);
  expect(await sweepOutbox(ports)).toEqual({ looked: true, sent: 0 });
});

test("what is sent again is counted, and an idle sweep counts nothing", async () => {
  const { ports, request, clock } = setUp();
  await sweepOutbox(ports);
  expect(ports.tally.counted.size).toBe(0);
  await request();
  await request();
  clock.advance(minute);
  await sweepOutbox(ports);
  expect(Object.fromEntries(ports.tally.counted)).toEqual({ "aimi_outbox_resent_total memory-jobs": 2 });
});
