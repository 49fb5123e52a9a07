import type { Clock, Ids } from "../../ports/clock.ts";
import { type Goal, type GoalFields, type Goals, mostGoals } from "../../ports/goals.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";
import type { Person } from "../access/person-of.ts";
import { toCreated } from "./to-created.ts";

interface Needs {
  readonly goals: Pick<Goals, "create">;
  readonly clock: Clock;
  readonly ids: Ids;
}

interface Call {
  readonly person: Person;
  readonly fields: Partial<GoalFields> & Pick<GoalFields, "title">;
  readonly idempotency: IdempotencyClaim | null;
}

const unsaid: Omit<GoalFields, "title"> = {
  why: null,
  measure: null,
  targetDate: null,
  progress: null,
  status: "active",
};

export async function createGoal(ports: Needs, { person, fields, idempotency }: Call): Promise<Goal> {
  const created = await ports.goals.create({
    id: ports.ids.next(),
    person,
    fields: { ...unsaid, ...fields },
    idempotency,
    now: ports.clock.now(),
  });
  return toCreated(created, person, { what: "goal", most: mostGoals });
}
