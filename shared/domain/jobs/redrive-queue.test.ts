import { describe, expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeDeadLetters } from "#test/fakes/fake-dead-letters.ts";
import { fakeFailedJobs } from "#test/fakes/fake-failed-jobs.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { NotFound } from "../../errors.ts";
import { redriveQueue } from "./redrive-queue.ts";
import { retryJob } from "./retry-job.ts";

const callerId = "key:1";

function setUp(count: number) {
  const store = createFakeMemoryStore();
  const ports = {
    clock: fakeClock(),
    deadLetters: fakeDeadLetters(),
    failedJobs: fakeFailedJobs(store),
    jobs: fakeJobQueue(),
    log: fakeLog(),
  };
  const ids = Array.from({ length: count }, (_, at) => `job-${String(at).padStart(5, "0")}`);
  for (const id of ids) {
    const named = { queue: "memory-jobs", kind: "embed_messages", messageIds: ["m"], memoryIds: [] };
    const past = { reason: "given_up", attempts: 20, requestId: "r", createdAt: 0, retriedAt: null } as const;
    store.failedJobs.set(id, { id, tenantId: "acme", ...named, ...past });
  }
  return { store, ports, ids };
}

describe("a redrive", () => {
  test("has everything tried again, and says how much that is", async () => {
    const { store, ports, ids } = setUp(3);
    ports.deadLetters.lying.set("memory-jobs", 2);
    expect(await redriveQueue(ports, { queue: "memory-jobs", callerId })).toEqual({
      moved: 2,
      retried: 3,
      more: false,
    });
    expect(ports.jobs.sent.map(({ id }) => id)).toEqual(ids);
    expect([...store.outbox.keys()]).toEqual(ids);
    expect(await redriveQueue(ports, { queue: "memory-jobs", callerId })).toEqual({
      moved: 0,
      retried: 0,
      more: false,
    });
  });

  test("leaves to the sweep what one call cannot send, and to the next what it cannot put back", async () => {
    const { store, ports } = setUp(10_001);
    expect(await redriveQueue(ports, { queue: "memory-jobs", callerId })).toEqual({
      moved: 0,
      retried: 10_000,
      more: true,
    });
    expect(ports.jobs.sent).toHaveLength(500);
    expect(store.outbox.size).toBe(10_000);
    expect(await redriveQueue(ports, { queue: "memory-jobs", callerId })).toEqual({
      moved: 0,
      retried: 1,
      more: false,
    });
  });

  test("loses nothing where the queue does not answer", async () => {
    const { store, ports } = setUp(1);
    ports.jobs.failing = true;
    await redriveQueue(ports, { queue: "memory-jobs", callerId });
    expect(store.outbox.size).toBe(1);
  });

  test("of a queue that nobody knows is not found, and touches nothing", async () => {
    const { store, ports } = setUp(1);
    await expect(redriveQueue(ports, { queue: "nobody", callerId })).rejects.toThrow(NotFound);
    expect(store.outbox.size).toBe(0);
  });
});

test("a job that is tried again is sent at once; one that nobody knows is not found", async () => {
  const { ports, ids } = setUp(1);
  const retried = await retryJob(ports, { tenantId: "acme", id: ids[0]!, callerId });
  expect(retried).toMatchObject({ id: ids[0], retriedAt: ports.clock.now() });
  expect(ports.jobs.sent).toMatchObject([{ id: ids[0], messageIds: ["m"] }]);
  await expect(retryJob(ports, { tenantId: "other", id: ids[0]!, callerId })).rejects.toThrow(NotFound);
});
