import type { Actor } from "../../ports/actor.ts";
import type { Memories } from "../../ports/memories.ts";
import { deriveConversationId } from "../access/derive-ids.ts";
import { type ForgetsTurns, forgetTurns } from "../conversations/forget-buffer.ts";

interface Needs extends ForgetsTurns {
  readonly memories: Pick<Memories, "clear">;
}

/** How many records left the search. What was never there is cleared already: a repeat is no error. */
export async function clearConversation(
  ports: Needs,
  { actor, clientConversationId }: { actor: Actor; clientConversationId: string },
): Promise<number> {
  const conversationId = deriveConversationId(actor.ownerId, clientConversationId);
  // First: a repeat would count 0.
  await forgetTurns(ports, conversationId);
  return await ports.memories.clear(actor, conversationId);
}
