import { expect, test } from "vitest";
import { hour, stageFiring } from "#test/builders/stage-firing.ts";
import { fireReminders } from "./fire-reminders.ts";
import { unschedule } from "./unschedule.ts";

async function setUp() {
  const stage = stageFiring();
  const { ports, clock, remind, anna } = stage;
  const job = await remind({ at: clock.now() + hour });
  await fireReminders(ports, { tenantId: "acme", jobs: [job] });
  const cancel = () =>
    ports.reminders.cancel({
      ...{ person: anna, kind: "reminder", id: job.reminderId, version: null, requestId: "r2" },
      now: clock.now(),
    });
  const run = () => unschedule(ports, { tenantId: "acme", jobs: [{ ...job, requestId: "r2" }] });
  return { ...stage, job, cancel, run };
}

test("the schedule of a time that stands no more goes, and its job with it", async () => {
  const { cancel, run, ports, store } = await setUp();
  await cancel();
  expect(store.people.memory.outbox.size).toBe(1);
  expect(await run()).toEqual([{ status: "fulfilled", value: { outcome: "unscheduled" } }]);
  expect(ports.alarms.standing).toEqual([]);
  expect(store.people.memory.outbox.size).toBe(0);
  expect(ports.jobs.sent).toEqual([]);
});

test("a time that was taken back meanwhile is looked at again, so that it has a schedule", async () => {
  const { run, ports, job } = await setUp();
  await run();
  expect(ports.alarms.standing).toEqual([]);
  expect(ports.jobs.sent).toMatchObject([{ kind: "remind", reminderId: job.reminderId, at: job.at }]);
});

test("a scheduler that does not answer leaves the job as it is", async () => {
  const { cancel, run, ports, store } = await setUp();
  await cancel();
  ports.alarms.failing = true;
  expect(await run()).toMatchObject([{ status: "rejected" }]);
  expect(store.people.memory.outbox.size).toBe(1);
});
