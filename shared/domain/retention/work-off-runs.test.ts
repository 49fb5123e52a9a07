import { expect, test } from "vitest";
import type { Batch } from "#shared/ports/retention.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { workOffRuns } from "./work-off-runs.ts";

const task = { tenantId: "acme", requestId: "r1" };
const batch = (given: Partial<Batch> = {}): Batch => ({
  archived: 2,
  deleted: 1,
  finished: false,
  ...given,
});

/** Work of a few batches, each of which takes a minute. */
function portsWith(batches: (Batch | null)[]) {
  const ports = fakeHttpPorts();
  const asked: number[] = [];
  const retentionWork = {
    ...ports.retentionWork,
    async workBatch(_tenantId: string, windowSize: number) {
      asked.push(windowSize);
      ports.clock.advance(60_000);
      return batches.shift() ?? null;
    },
  };
  return { ...ports, retentionWork, asked };
}

test("runs are worked off batch by batch, and asked for once more after the last", async () => {
  const ports = portsWith([batch(), batch({ finished: true }), batch({ finished: true })]);
  const done = await workOffRuns(ports, task, { budgetMs: 3_600_000, windowSize: 7 });
  expect(done).toEqual({ archived: 6, deleted: 3, runs: 2 });
  expect(ports.asked).toEqual([7, 7, 7, 7]);
  expect(ports.retentionQueue.sent).toEqual([]);
});

test("the last run's end is told to whoever watches", async () => {
  const ports = portsWith([batch({ finished: true })]);
  await workOffRuns(ports, task);
  const told = ports.tally.take();
  expect(JSON.stringify(told)).toContain("aimi_retention_last_run_timestamp_seconds");
});

test("what the time does not suffice for goes on under another task", async () => {
  const ports = portsWith([batch(), batch(), batch()]);
  expect(await workOffRuns(ports, task, { budgetMs: 90_000 })).toEqual({ archived: 4, deleted: 2, runs: 0 });
  expect(ports.retentionQueue.sent).toEqual([{ kind: "work_off", ...task }]);
});

test("a task that cannot be left fails, so that this one comes again", async () => {
  const ports = portsWith([batch()]);
  ports.retentionQueue.failing = true;
  await expect(workOffRuns(ports, task, { budgetMs: 1 })).rejects.toThrow("the queue does not answer");
});
