import { NotFound } from "../../errors.ts";
import type { Task, Tasks } from "../../ports/tasks.ts";
import type { Person } from "../access/person-of.ts";

export async function getTask(
  ports: { readonly tasks: Pick<Tasks, "find"> },
  { person, id }: { person: Person; id: string },
): Promise<Task> {
  const task = await ports.tasks.find(person, id);
  if (!task) throw new NotFound("task");
  return task;
}
