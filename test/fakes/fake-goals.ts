import { type Goal, type Goals, mostGoals } from "#shared/ports/goals.ts";
import { type FakeCoachStore, type KeptGoal, listOf, makeThing, ownOf, revise } from "./fake-coach-store.ts";
import { pageOf } from "./page-of.ts";

export function fakeGoals(store: FakeCoachStore): Goals {
  const { goals, tasks } = store;

  function show(goal: KeptGoal): Goal {
    const { ownerId: _, ...shown } = goal;
    const count = (status: string) =>
      [...tasks.values()].filter((task) => task.goalId === goal.id && task.status === status).length;
    const [openTasks, doneTasks] = [count("open"), count("done")];
    const share = openTasks + doneTasks === 0 ? 0 : Math.round((100 * doneTasks) / (openTasks + doneTasks));
    return {
      ...{ ...shown, openTasks, doneTasks, progress: goal.progress ?? share },
      progressFrom: goal.progress === null ? "tasks" : "set",
    };
  }

  return {
    async create(creation) {
      const { id, person, fields, now } = creation;
      const kept = { ...fields, id, ownerId: person.ownerId, version: 1, createdAt: now, updatedAt: now };
      const created = makeThing(store, creation, goals, { most: mostGoals, make: () => kept });
      return created.outcome === "created" ? { ...created, thing: show(created.thing) } : created;
    },

    async find(person, id) {
      const goal = ownOf(goals, person, id);
      return goal && show(goal);
    },

    async list(person, { statuses }, page) {
      const mine = listOf(goals, person).filter(({ status }) => statuses?.includes(status) ?? true);
      return pageOf(mine.map(show), page, ({ id }, after) => id > after);
    },

    async change({ person, id, fields, version, now }) {
      const goal = ownOf(goals, person, id);
      if (!goal) return { outcome: "missing" };
      if (version !== null && version !== goal.version) return { outcome: "outdated" };
      goals.set(id, revise(goal, fields, now));
      return { outcome: "written", thing: show(goals.get(id)!) };
    },

    async remove({ person, id, tasks: fate, version, now }) {
      const goal = ownOf(goals, person, id);
      if (!goal) return { outcome: "missing" };
      if (version !== null && version !== goal.version) return { outcome: "outdated" };
      const its = [...tasks.values()].filter(({ goalId }) => goalId === id);
      const open = its.filter(({ status }) => status === "open");
      if (fate === null && open.length > 0) return { outcome: "has_tasks", tasks: open.length };
      for (const task of its) {
        const cancels = fate === "cancel" && task.status === "open";
        if (fate === "delete") tasks.delete(task.id);
        else tasks.set(task.id, revise(task, { goalId: null, ...(cancels && { status: "cancelled" }) }, now));
      }
      goals.delete(id);
      return { outcome: "removed", tasks: its.length };
    },
  };
}
