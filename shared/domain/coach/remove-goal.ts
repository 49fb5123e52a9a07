import { Conflict } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Goals, TasksOfGoal } from "../../ports/goals.ts";
import type { Person } from "../access/person-of.ts";
import { refusalOf } from "./to-changed.ts";

interface Call {
  readonly person: Person;
  readonly id: string;
  /** What becomes of its tasks; null where nobody has said. */
  readonly tasks: TasksOfGoal | null;
  readonly version: number | null;
}

/** Takes a goal away. How many of its tasks went, were cancelled, or stay without it. */
export async function removeGoal(
  ports: { readonly goals: Pick<Goals, "remove">; readonly clock: Clock },
  call: Call,
): Promise<number> {
  const removed = await ports.goals.remove({ ...call, now: ports.clock.now() });
  if (removed.outcome === "removed") return removed.tasks;
  if (removed.outcome !== "has_tasks") throw refusalOf(removed.outcome, "goal");
  throw new Conflict(
    `this goal has ${removed.tasks} open ${removed.tasks === 1 ? "task" : "tasks"}; say with ?tasks=delete, ?tasks=cancel or ?tasks=keep what becomes of them`,
  );
}
