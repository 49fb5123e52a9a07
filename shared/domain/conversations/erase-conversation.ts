import { NotFound } from "../../errors.ts";
import type { Conversations } from "../../ports/conversations.ts";
import { deriveConversationId } from "../access/derive-ids.ts";
import type { Person } from "../access/person-of.ts";
import { type ForgetsTurns, forgetTurns } from "./forget-buffer.ts";

interface Needs extends ForgetsTurns {
  readonly conversations: Pick<Conversations, "erase">;
}

/** The buffer goes first: once the rows are gone, a repeat finds nothing to forget. */
export async function eraseConversation(
  ports: Needs,
  { person, clientId }: { person: Person; clientId: string },
): Promise<void> {
  const conversationId = deriveConversationId(person.ownerId, clientId);
  await forgetTurns(ports, conversationId);
  const erased = await ports.conversations.erase(person, conversationId);
  if (!erased) throw new NotFound(`conversation ${clientId}`);
}
