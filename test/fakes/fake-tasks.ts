import { wholeSecond } from "#shared/domain/time/whole-second.ts";
import { mostTasks, type Task, type TaskFilter, type Tasks } from "#shared/ports/tasks.ts";
import {
  type FakeCoachStore,
  type KeptTask,
  listOf,
  makeThing,
  ownOf,
  revise,
  zoneOf,
} from "./fake-coach-store.ts";
import { pageOf } from "./page-of.ts";

export function fakeTasks(store: FakeCoachStore): Tasks {
  const { goals, tasks } = store;

  return {
    async create(creation) {
      const { id, person, fields, now } = creation;
      const goalMissing = fields.goalId !== null && !ownOf(goals, person, fields.goalId);
      const isDone = fields.status === "done";
      const recurs = fields.recurrence !== null;
      const kept: KeptTask = {
        ...{ ...fields, id, ownerId: person.ownerId, doneCount: isDone ? 1 : 0, doneAt: isDone ? now : null },
        timeZone: fields.timeZone ?? (recurs ? zoneOf(store, person) : null),
        firstDueAt: recurs ? fields.dueAt : null,
        ...{ version: 1, createdAt: now, updatedAt: now },
      };
      const make = () => (goalMissing ? { refused: { outcome: "goal_missing" as const } } : kept);
      const created = makeThing(store, creation, tasks, { most: mostTasks, make });
      return created.outcome === "created" ? { ...created, thing: show(created.thing) } : created;
    },

    async find(person, id) {
      const task = ownOf(tasks, person, id);
      return task && show(task);
    },

    async list(person, filter, page) {
      const mine = listOf(tasks, person).filter((task) => isMeant(task, filter));
      return pageOf(mine.map(show), page, ({ id }, after) => id > after);
    },

    async change({ person, id, fields, isDone, next, version, now }) {
      const task = ownOf(tasks, person, id);
      if (!task) return { outcome: "missing" };
      if (version !== null && version !== task.version) return { outcome: "outdated" };
      const merged = { ...task, ...fields };
      const { goalId, recurrence } = merged;
      const dueAt = recurrence === null || merged.dueAt === null ? merged.dueAt : wholeSecond(merged.dueAt);
      if (goalId !== null && goalId !== task.goalId && !ownOf(goals, person, goalId))
        return { outcome: "goal_missing" };
      const recurs = recurrence !== null;
      if (recurs && dueAt === null) return { outcome: "undated" };
      const beginsAnew = dueAt !== task.dueAt || recurrence !== task.recurrence;
      const changes: Partial<KeptTask> = {
        ...{ ...fields, dueAt },
        timeZone: merged.timeZone ?? (recurs ? zoneOf(store, person) : null),
        firstDueAt: recurs ? (beginsAnew ? dueAt : task.firstDueAt) : null,
      };
      if (!isDone || task.status === "done") tasks.set(id, revise(task, changes, now));
      else if (recurs && next === undefined)
        return { outcome: "recurs", thing: show({ ...task, ...changes }) };
      else {
        const due = recurs && typeof next === "number" ? { dueAt: next, status: "open" as const } : null;
        const done = { doneCount: task.doneCount + 1, doneAt: now, ...(due ?? { status: "done" as const }) };
        tasks.set(id, revise(task, { ...changes, ...done }, now));
      }
      return { outcome: "written", thing: show(tasks.get(id)!) };
    },

    async remove({ person, id, version }) {
      const task = ownOf(tasks, person, id);
      if (!task) return "missing";
      if (version !== null && version !== task.version) return "outdated";
      tasks.delete(id);
      return "removed";
    },
  };
}

function show({ ownerId: _, ...task }: KeptTask): Task {
  return task;
}

function isMeant(task: KeptTask, { statuses, goalId, dueFrom, dueUntil }: TaskFilter): boolean {
  if (statuses && !statuses.includes(task.status)) return false;
  if (goalId !== undefined && task.goalId !== goalId) return false;
  if (dueFrom !== undefined && !(task.dueAt !== null && task.dueAt >= dueFrom)) return false;
  return dueUntil === undefined || (task.dueAt !== null && task.dueAt < dueUntil);
}
