import type { Actor } from "../../ports/actor.ts";
import type { Memories } from "../../ports/memories.ts";
import { deriveConversationId } from "../access/derive-ids.ts";

interface Needs {
  readonly memories: Pick<Memories, "clear">;
}

/** How many records left the search. What was never there is cleared already: a repeat is no error. */
export async function clearConversation(
  ports: Needs,
  { actor, clientConversationId }: { actor: Actor; clientConversationId: string },
): Promise<number> {
  return await ports.memories.clear(actor, deriveConversationId(actor.ownerId, clientConversationId));
}
