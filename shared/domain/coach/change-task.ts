import { Conflict, NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ChangedTask, Task, TaskFields, Tasks } from "../../ports/tasks.ts";
import type { Person } from "../access/person-of.ts";
import { undated } from "./create-task.ts";
import { nextDue } from "./next-due.ts";
import { readRecurrence } from "./recurrence/read-recurrence.ts";
import { toChanged } from "./to-changed.ts";

interface Needs {
  readonly tasks: Pick<Tasks, "change">;
  readonly clock: Clock;
}

interface Call {
  readonly person: Person;
  readonly id: string;
  /** "done" is done once more: what recurs is open again at its next time. */
  readonly fields: Partial<TaskFields>;
  readonly version: number | null;
}

/** A race is over by then, unless somebody makes one of it. */
const mostTries = 5;

/** Sets what is given and leaves the rest. */
export async function changeTask(ports: Needs, { fields: given, ...call }: Call): Promise<Task> {
  const { status, ...rest } = given;
  const isDone = status === "done";
  const fields = { ...(isDone ? rest : given), ...recurrenceOf(given) };
  const change = (how: { isDone: boolean; next?: number | null; version: number | null }) =>
    ports.tasks.change({ ...call, fields, now: ports.clock.now(), ...how });

  let before: Task | null = null;
  for (let tries = 0; tries < mostTries; tries++) {
    const first = await change({ isDone, version: call.version });
    if (first.outcome !== "recurs") return toTask(first);
    const task: Task = first.thing;
    // Somebody was faster, and did the same.
    if (before && task.doneCount > before.doneCount)
      return toTask(await change({ isDone: false, version: task.version }));
    before ??= task;
    const next = nextDue(task, ports.clock.now());
    const second = await change({ isDone, next, version: task.version });
    if (second.outcome !== "outdated" || call.version !== null) return toTask(second);
  }
  throw new Conflict("the task is being changed by others; try again", 1);
}

function recurrenceOf({ recurrence }: Partial<TaskFields>): Pick<Partial<TaskFields>, "recurrence"> {
  return typeof recurrence === "string" ? { recurrence: readRecurrence(recurrence, "recurrence") } : {};
}

function toTask(changed: ChangedTask): Task {
  switch (changed.outcome) {
    case "goal_missing":
      throw new NotFound("goal");
    case "undated":
      throw undated();
    case "recurs":
      return changed.thing;
    default:
      return toChanged(changed, "task");
  }
}
