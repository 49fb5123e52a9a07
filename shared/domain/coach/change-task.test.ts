import { expect, test } from "vitest";
import { NotFound, PreconditionFailed, ValidationFailed } from "#shared/errors.ts";
import type { TaskFields } from "#shared/ports/tasks.ts";
import { stageCoach } from "#test/builders/stage-coach.ts";
import { changeTask } from "./change-task.ts";
import { completeTask } from "./complete-task.ts";
import { createTask } from "./create-task.ts";

const at = (instant: string) => Date.parse(instant);

async function start(fields: Partial<TaskFields> = {}) {
  const { ports, person, clock } = await stageCoach();
  const task = await createTask(ports, { person, fields: { title: "Run", ...fields }, idempotency: null });
  const change = (given: Partial<TaskFields>, version: number | null = null) =>
    changeTask(ports, { person, id: task.id, fields: given, version });
  const complete = (version: number | null = null) => completeTask(ports, { person, id: task.id, version });
  return { ports, person, clock, task, change, complete };
}

const daily = { dueAt: at("2026-01-31T07:00Z"), recurrence: "rrule:freq=daily;count=3" };

test("a rule is kept in its one form, and begins when the task is due", async () => {
  const { task } = await start(daily);
  expect(task).toMatchObject({ recurrence: "FREQ=DAILY;COUNT=3", timeZone: "Europe/Berlin" });
  await expect(start({ recurrence: "FREQ=DAILY" })).rejects.toThrow(ValidationFailed);
  await expect(start({ ...daily, recurrence: "daily" })).rejects.toThrow(ValidationFailed);
});

test("what recurs is open again at its next time, and done for good after the last", async () => {
  const { complete } = await start(daily);
  const seen = [await complete(), await complete(), await complete()];
  expect(seen.map(({ status, dueAt, doneCount }) => [status, dueAt, doneCount])).toEqual([
    ["open", at("2026-02-01T07:00Z"), 1],
    ["open", at("2026-02-02T07:00Z"), 2],
    ["done", at("2026-02-02T07:00Z"), 3],
  ]);
  expect((await complete()).doneCount).toBe(3);
});

test("what recurs is due at whole seconds, and what does not when it was said to be", async () => {
  const dueAt = at("2026-01-31T07:00:00.567Z");
  const { task, complete } = await start({ ...daily, dueAt });
  expect(task).toMatchObject({ dueAt: at("2026-01-31T07:00Z"), firstDueAt: at("2026-01-31T07:00Z") });
  expect((await complete()).dueAt).toBe(at("2026-02-01T07:00Z"));
  const { task: once, change } = await start({ dueAt });
  expect(once.dueAt).toBe(dueAt);
  const recurring = await change({ recurrence: "FREQ=DAILY" });
  expect(recurring).toMatchObject({ dueAt: at("2026-01-31T07:00Z"), firstDueAt: at("2026-01-31T07:00Z") });
  expect(await change({ dueAt })).toEqual(recurring);
  expect((await change({ recurrence: null, dueAt })).dueAt).toBe(dueAt);
});

test("what recurs is never due in the past again, and keeps its hour when the clocks change", async () => {
  const { complete, clock } = await start({ ...daily, recurrence: "FREQ=DAILY" });
  clock.set(at("2026-03-28T12:00Z"));
  expect((await complete()).dueAt).toBe(at("2026-03-29T06:00Z"));
  expect((await complete()).dueAt).toBe(at("2026-03-30T06:00Z"));
});

test("to say that it is done is the same as to complete it, with what else is said", async () => {
  const { change } = await start(daily);
  expect(await change({ status: "done", notes: "Slow" })).toMatchObject({
    ...{ status: "open", notes: "Slow", doneCount: 1, dueAt: at("2026-02-01T07:00Z"), version: 2 },
  });
  const moved = { status: "done", dueAt: at("2026-02-05T18:00Z"), recurrence: "FREQ=WEEKLY" } as const;
  expect(await change(moved)).toMatchObject({
    ...{ dueAt: at("2026-02-12T18:00Z"), firstDueAt: at("2026-02-05T18:00Z"), doneCount: 2 },
  });
});

test("two devices that complete it at once complete it once", async () => {
  const { complete, change, ports, person, task } = await start(daily);
  const both = await Promise.all([complete(), change({ status: "done", notes: "Both" }), complete()]);
  expect(both.map(({ doneCount }) => doneCount)).toEqual([1, 1, 1]);
  expect(await ports.tasks.find(person, task.id)).toMatchObject({
    ...{ doneCount: 1, dueAt: at("2026-02-01T07:00Z"), notes: "Both" },
  });
});

test("a change of something else at the same time loses neither", async () => {
  const { complete, change } = await start(daily);
  await Promise.all([complete(), change({ title: "Walk" })]);
  expect(await change({})).toMatchObject({ title: "Walk", doneCount: 1 });
});

test("with a version, it is done only from that one", async () => {
  const { complete } = await start(daily);
  const [first, second] = await Promise.allSettled([complete(1), complete(1)]);
  expect(first).toMatchObject({ status: "fulfilled", value: { doneCount: 1 } });
  expect(second).toMatchObject({ status: "rejected", reason: expect.any(PreconditionFailed) });
  await expect(complete(1)).rejects.toThrow(PreconditionFailed);
});

test("what does not recur is done once, opened again, and cancelled", async () => {
  const { complete, change } = await start();
  expect(await complete()).toMatchObject({ status: "done", doneCount: 1 });
  expect(await complete()).toMatchObject({ doneCount: 1, version: 2 });
  expect(await change({ status: "open" })).toMatchObject({ status: "open" });
  expect(await complete()).toMatchObject({ status: "done", doneCount: 2 });
  expect(await change({ status: "cancelled" })).toMatchObject({ status: "cancelled" });
});

test("a goal that is not there and a rule without a time are refused", async () => {
  const { change, ports, person } = await start();
  const goalId = "019a0000-0000-7000-8000-000000000000";
  await expect(change({ goalId })).rejects.toThrow("goal not found");
  await expect(change({ recurrence: "FREQ=DAILY" })).rejects.toThrow("due_at is required");
  const unknown = { person, id: goalId, fields: {}, version: null };
  await expect(changeTask(ports, unknown)).rejects.toThrow(NotFound);
});
