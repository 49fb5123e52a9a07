import { NotFound } from "../../errors.ts";
import type { Conversation, ConversationMessage, Conversations } from "../../ports/conversations.ts";
import type { Page } from "../../ports/page.ts";
import type { Person } from "../access/person-of.ts";

interface Needs {
  readonly conversations: Pick<Conversations, "find" | "messages">;
}

export interface ExportedConversation {
  readonly conversation: Conversation;
  /** Each page is read when it is asked for. */
  readonly pages: AsyncGenerator<readonly ConversationMessage[]>;
}

const messagesPerPage = 100;

export async function exportConversation(
  ports: Needs,
  { person, clientId, pageSize = messagesPerPage }: { person: Person; clientId: string; pageSize?: number },
): Promise<ExportedConversation> {
  const conversation = await ports.conversations.find(person, clientId);
  if (!conversation) throw new NotFound(`conversation ${clientId}`);
  return { conversation, pages: readPages(ports, person, clientId, pageSize) };
}

async function* readPages({ conversations }: Needs, person: Person, clientId: string, limit: number) {
  let after: string | null = null;
  do {
    const page: Page<ConversationMessage> | null = await conversations.messages(person, clientId, {
      limit,
      after,
    });
    // Erased while it was read: what is told is not whole.
    if (!page) throw new NotFound(`conversation ${clientId}`);
    if (page.items.length > 0) yield page.items;
    after = page.next;
  } while (after !== null);
}
