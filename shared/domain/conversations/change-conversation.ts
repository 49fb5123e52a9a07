import { NotFound } from "../../errors.ts";
import type { Conversation, ConversationChange, Conversations } from "../../ports/conversations.ts";
import type { Person } from "../access/person-of.ts";

export async function changeConversation(
  { conversations }: { readonly conversations: Pick<Conversations, "change"> },
  { person, clientId, change }: { person: Person; clientId: string; change: ConversationChange },
): Promise<Conversation> {
  const changed = await conversations.change(person, clientId, change);
  if (!changed) throw new NotFound(`conversation ${clientId}`);
  return changed;
}
