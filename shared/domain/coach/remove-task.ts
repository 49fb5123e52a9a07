import type { Clock } from "../../ports/clock.ts";
import type { Tasks } from "../../ports/tasks.ts";
import type { Person } from "../access/person-of.ts";
import { refusalOf } from "./to-changed.ts";

interface Call {
  readonly person: Person;
  readonly id: string;
  readonly version: number | null;
}

export async function removeTask(
  ports: { readonly tasks: Pick<Tasks, "remove">; readonly clock: Clock },
  call: Call,
): Promise<void> {
  const outcome = await ports.tasks.remove({ ...call, now: ports.clock.now() });
  if (outcome !== "removed") throw refusalOf(outcome, "task");
}
