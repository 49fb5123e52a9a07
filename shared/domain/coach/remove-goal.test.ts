import { expect, test } from "vitest";
import { Conflict, NotFound } from "#shared/errors.ts";
import { stageCoach } from "#test/builders/stage-coach.ts";
import { changeGoal } from "./change-goal.ts";
import { createGoal } from "./create-goal.ts";
import { createTask } from "./create-task.ts";
import { getGoal } from "./get-goal.ts";
import { getTask } from "./get-task.ts";
import { listTasks } from "./list-tasks.ts";
import { removeGoal } from "./remove-goal.ts";

async function start() {
  const { ports, person } = await stageCoach();
  const goal = await createGoal(ports, { person, fields: { title: "Run a marathon" }, idempotency: null });
  const fields = { title: "Buy shoes", goalId: goal.id };
  const task = await createTask(ports, { person, fields, idempotency: null });
  const remove = (tasks: "keep" | null) => removeGoal(ports, { person, id: goal.id, tasks, version: null });
  return { ports, person, goal, task, remove };
}

test("a goal with open tasks goes once somebody says what becomes of them", async () => {
  const { ports, person, goal, task, remove } = await start();
  const refused = await remove(null).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Conflict);
  const { message } = refused as Conflict;
  for (const choice of ["?tasks=delete", "?tasks=cancel", "?tasks=keep"]) expect(message).toContain(choice);
  expect(await remove("keep")).toBe(1);
  expect(await getTask(ports, { person, id: task.id })).toMatchObject({ goalId: null, status: "open" });
  await expect(getGoal(ports, { person, id: goal.id })).rejects.toThrow(NotFound);
  await expect(remove("keep")).rejects.toThrow(NotFound);
});

test("a goal that is reached or dropped leaves its tasks as they are", async () => {
  const { ports, person, goal, task } = await start();
  for (const status of ["achieved", "dropped"] as const)
    await changeGoal(ports, { person, id: goal.id, fields: { status }, version: null });
  expect(await getTask(ports, { person, id: task.id })).toEqual(task);
});

test("tasks of a goal that is not there are not found, those of one without any are none", async () => {
  const { ports, person } = await start();
  const bare = await createGoal(ports, { person, fields: { title: "Sleep" }, idempotency: null });
  const any = { statuses: undefined, dueFrom: undefined, dueUntil: undefined };
  const list = (goalId: string) =>
    listTasks(ports, { person, filter: { ...any, goalId }, page: { limit: 9, after: null } });
  expect((await list(bare.id)).items).toEqual([]);
  await expect(list("019a0000-0000-7000-8000-00000000000f")).rejects.toThrow("goal not found");
});
