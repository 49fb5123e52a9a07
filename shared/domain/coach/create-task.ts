import { NotFound, ValidationFailed } from "../../errors.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";
import { mostTasks, type Task, type TaskFields, type Tasks } from "../../ports/tasks.ts";
import type { Person } from "../access/person-of.ts";
import { wholeSecond } from "../time/whole-second.ts";
import { readRecurrence } from "./recurrence/read-recurrence.ts";
import { toCreated } from "./to-created.ts";

interface Needs {
  readonly tasks: Pick<Tasks, "create">;
  readonly clock: Clock;
  readonly ids: Ids;
}

interface Call {
  readonly person: Person;
  readonly fields: Partial<TaskFields> & Pick<TaskFields, "title">;
  readonly idempotency: IdempotencyClaim | null;
}

const unsaid: Omit<TaskFields, "title"> = {
  goalId: null,
  notes: null,
  dueAt: null,
  timeZone: null,
  recurrence: null,
  status: "open",
};

export async function createTask(ports: Needs, { person, fields, idempotency }: Call): Promise<Task> {
  const given = { ...unsaid, ...fields };
  const recurrence = given.recurrence === null ? null : readRecurrence(given.recurrence, "recurrence");
  if (recurrence !== null && given.dueAt === null) throw undated();
  const dueAt = recurrence === null ? given.dueAt : wholeSecond(given.dueAt!);
  const created = await ports.tasks.create({
    id: ports.ids.next(),
    person,
    fields: { ...given, recurrence, dueAt },
    idempotency,
    now: ports.clock.now(),
  });
  if (created.outcome === "goal_missing") throw new NotFound("goal");
  return toCreated(created, person, { what: "task", most: mostTasks });
}

export function undated(): ValidationFailed {
  return ValidationFailed.at("due_at", "is required where a task recurs: it says when it is due first");
}
