import type { Clock } from "../../ports/clock.ts";
import type { Task, Tasks } from "../../ports/tasks.ts";
import type { Person } from "../access/person-of.ts";
import { changeTask } from "./change-task.ts";

interface Call {
  readonly person: Person;
  readonly id: string;
  readonly version: number | null;
}

/** Done once more: what recurs is open again at its next time, and done for good when there is none. */
export async function completeTask(
  ports: { readonly tasks: Pick<Tasks, "change">; readonly clock: Clock },
  call: Call,
): Promise<Task> {
  return await changeTask(ports, { ...call, fields: { status: "done" } });
}
