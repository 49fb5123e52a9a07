import { NotFound } from "../../errors.ts";
import type { Conversation, Conversations } from "../../ports/conversations.ts";
import type { Person } from "../access/person-of.ts";

export async function getConversation(
  { conversations }: { readonly conversations: Pick<Conversations, "find"> },
  person: Person,
  clientId: string,
): Promise<Conversation> {
  const conversation = await conversations.find(person, clientId);
  if (!conversation) throw new NotFound(`conversation ${clientId}`);
  return conversation;
}
