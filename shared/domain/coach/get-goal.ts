import { NotFound } from "../../errors.ts";
import type { Goal, Goals } from "../../ports/goals.ts";
import type { Person } from "../access/person-of.ts";

export async function getGoal(
  ports: { readonly goals: Pick<Goals, "find"> },
  { person, id }: { person: Person; id: string },
): Promise<Goal> {
  const goal = await ports.goals.find(person, id);
  if (!goal) throw new NotFound("goal");
  return goal;
}
