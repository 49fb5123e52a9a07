import type { Clock } from "../../ports/clock.ts";
import type { Goal, GoalFields, Goals } from "../../ports/goals.ts";
import type { Person } from "../access/person-of.ts";
import { toChanged } from "./to-changed.ts";

interface Call {
  readonly person: Person;
  readonly id: string;
  readonly fields: Partial<GoalFields>;
  /** For which the change was made; null for whichever it is. */
  readonly version: number | null;
}

/** Sets what is given and leaves the rest; the goal's tasks stay as they are. */
export async function changeGoal(
  ports: { readonly goals: Pick<Goals, "change">; readonly clock: Clock },
  call: Call,
): Promise<Goal> {
  return toChanged(await ports.goals.change({ ...call, now: ports.clock.now() }), "goal");
}
