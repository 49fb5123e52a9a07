import type { Change } from "../../../ports/goals.ts";
import type { Database } from "../database.ts";
import { reachOf } from "../reach-of.ts";
import lockCoach from "./lock-coach.sql";

/** Runs a statement that takes one thing away, if it has the version that is meant. */
export async function removeThing(
  database: Database,
  text: string,
  { person, id, version }: Change,
): Promise<"removed" | "outdated" | "missing"> {
  const [row] = await database.query<{ found: boolean; removed: boolean }>(reachOf(person), {
    lock: { text: lockCoach, values: [person.ownerId] },
    text,
    values: [person.tenantId, person.ownerId, id, version],
  });
  if (!row!.found) return "missing";
  return row!.removed ? "removed" : "outdated";
}
