import { expect, test } from "vitest";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { inspectOperations } from "./inspect-operations.ts";

test("a stage that is well shows its round trip, migrations and queues", async () => {
  const ports = fakeHttpPorts();
  const databaseProbe = {
    check: async () => {
      ports.clock.advance(7);
      return await ports.databaseProbe.check();
    },
  };
  expect(await inspectOperations({ ...ports, databaseProbe })).toEqual({
    status: "healthy",
    latencyMs: 7,
    migrations: { applied: 1, latest: "0001_foundation.sql" },
    lastRetentionAt: Date.UTC(2026, 0, 31, 3),
    queues: { "memory-jobs": { waiting: 0, inFlight: 0, dead: 0 } },
  });
});

test("it asks each time, since a person wants to know now", async () => {
  const ports = fakeHttpPorts();
  await inspectOperations(ports);
  await inspectOperations(ports);
  expect(ports.databaseProbe.asked).toBe(2);
});

test("work that waits is no trouble", async () => {
  const ports = fakeHttpPorts();
  ports.queueProbe.depthOf.set("memory-jobs", { waiting: 1_000, inFlight: 10, dead: 0 });
  expect((await inspectOperations(ports)).status).toBe("healthy");
});

test("a dead letter degrades", async () => {
  const ports = fakeHttpPorts();
  ports.queueProbe.depthOf.set("memory-jobs", { waiting: 0, inFlight: 0, dead: 1 });
  expect((await inspectOperations(ports)).status).toBe("degraded");
});

test("a queue that is silent degrades, and is shown as null", async () => {
  const ports = fakeHttpPorts();
  ports.queueProbe.depthOf.set("other", null);
  expect(await inspectOperations(ports)).toMatchObject({ status: "degraded", queues: { other: null } });
});

test("without the database it is unhealthy and still shows the queues", async () => {
  const ports = fakeHttpPorts();
  ports.databaseProbe.failing = true;
  expect(await inspectOperations(ports)).toEqual({
    status: "unhealthy",
    latencyMs: null,
    migrations: null,
    lastRetentionAt: null,
    queues: { "memory-jobs": { waiting: 0, inFlight: 0, dead: 0 } },
  });
});
