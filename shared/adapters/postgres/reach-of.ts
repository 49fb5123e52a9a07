import type { Whose } from "../../ports/actor.ts";
import type { Reach } from "./database.ts";

/** A call that names a user sees that user's rows; one that names none sees its tenant. */
export function reachOf({ tenantId, userId, ownerId }: Whose): Reach {
  return userId === null ? { scope: "tenant", tenantId } : { scope: "user", tenantId, userId, ownerId };
}
