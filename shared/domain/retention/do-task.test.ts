import { expect, test } from "vitest";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { beginNight } from "./begin-night.ts";
import { doTask } from "./do-task.ts";

/** A stage with so many tenants, besides the default one. */
function stageOf(count: number) {
  const ports = fakeHttpPorts();
  for (let at = 0; at < count; at++) ports.store.tenants.add(`tenant-${String(at).padStart(4, "0")}`);
  return ports;
}
type Stage = ReturnType<typeof stageOf>;

/** Does all that is in the queue, each task as often as told. */
async function drain(ports: Stage, deliveries = 1): Promise<void> {
  for (let task = ports.retentionQueue.sent.shift(); task; task = ports.retentionQueue.sent.shift()) {
    for (let time = 0; time < deliveries; time++) await doTask(ports, task);
  }
}
const nights = async (ports: Stage) =>
  (await ports.retentionRuns.list({ tenantId: null, after: null, limit: 10 })).items;

test("a night's run reaches every tenant, page by page", async () => {
  const ports = stageOf(250);
  expect(await beginNight(ports)).toEqual({ waiting: 1 });
  await drain(ports);
  const [night, ...others] = await nights(ports);
  expect(night).toMatchObject({ requestedBy: null, tenants: 251, finishedAt: expect.any(Number) });
  expect(others).toEqual([]);
  expect(
    (await ports.retentionRuns.list({ tenantId: "tenant-0249", after: null, limit: 10 })).items,
  ).toHaveLength(1);
});

test("tasks that come twice do what they did once", async () => {
  const ports = stageOf(30);
  await beginNight(ports);
  await beginNight(ports);
  await drain(ports, 2);
  expect(await nights(ports)).toMatchObject([{ tenants: 31, finishedAt: expect.any(Number) }]);
  expect(
    (await ports.retentionRuns.list({ tenantId: "default", after: null, limit: 10 })).items,
  ).toHaveLength(1);
});

test("a walk that fails on its way goes on where it stood", async () => {
  const ports = stageOf(150);
  await beginNight(ports);
  const [walk] = ports.retentionQueue.sent.splice(0);
  let pages = 0;
  const retentionQueue = {
    async send(tasks: readonly never[]) {
      if (++pages === 2) throw new Error("the queue does not answer");
      await ports.retentionQueue.send(tasks);
    },
  };
  await expect(doTask({ ...ports, retentionQueue }, walk!)).rejects.toThrow();
  expect(await doTask(ports, walk!)).toEqual({ tenants: 51 });
  await drain(ports);
  expect(await nights(ports)).toMatchObject([{ tenants: 151, finishedAt: expect.any(Number) }]);
});

test("what a night could not send the next one sends", async () => {
  const ports = stageOf(1);
  ports.retentionQueue.failing = true;
  await expect(beginNight(ports)).rejects.toThrow();
  ports.retentionQueue.failing = false;
  ports.clock.advance(24 * 3_600_000);
  expect(await beginNight(ports)).toEqual({ waiting: 2 });
  await drain(ports);
  expect((await nights(ports)).map(({ tenants }) => tenants)).toEqual([2, 2]);
});
