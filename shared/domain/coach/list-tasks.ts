import { NotFound } from "../../errors.ts";
import type { Goals } from "../../ports/goals.ts";
import type { Page, PageRequest } from "../../ports/page.ts";
import type { Task, TaskFilter, Tasks } from "../../ports/tasks.ts";
import type { Person } from "../access/person-of.ts";

interface Needs {
  readonly tasks: Pick<Tasks, "list">;
  readonly goals: Pick<Goals, "find">;
}

interface Call {
  readonly person: Person;
  readonly filter: TaskFilter;
  readonly page: PageRequest;
}

export async function listTasks(ports: Needs, { person, filter, page }: Call): Promise<Page<Task>> {
  const tasks = await ports.tasks.list(person, filter, page);
  // A goal that has tasks is there; only of one without somebody must look.
  if (filter.goalId !== undefined && tasks.items.length === 0) {
    if (!(await ports.goals.find(person, filter.goalId))) throw new NotFound("goal");
  }
  return tasks;
}
