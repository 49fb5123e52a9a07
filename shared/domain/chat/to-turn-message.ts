import type { Ids } from "../../ports/clock.ts";
import type { Role } from "../../ports/messages.ts";
import type { TurnMessage } from "../../ports/turns.ts";
import { deriveTextHash, instantOfId } from "../access/derive-ids.ts";
import { rateImportance } from "../memory/rate-importance.ts";

/** What was said in a turn, as it is stored: it begins to be said when it gets its id. */
export function toTurnMessage(ids: Ids, role: Role, content: string): TurnMessage {
  const id = ids.next();
  return {
    id,
    content,
    importance: rateImportance({ role, content }),
    textHash: deriveTextHash(null, content),
    createdAt: instantOfId(id),
  };
}
