import { NotFound } from "../../errors.ts";
import type { ConversationMessage, Conversations, Session } from "../../ports/conversations.ts";
import type { Page, PageRequest } from "../../ports/page.ts";
import type { Person } from "../access/person-of.ts";

interface Asked {
  readonly person: Person;
  readonly clientId: string;
  readonly page: PageRequest;
}

export async function listMessages(
  { conversations }: { readonly conversations: Pick<Conversations, "messages"> },
  { person, clientId, page }: Asked,
): Promise<Page<ConversationMessage>> {
  return orNotFound(await conversations.messages(person, clientId, page), clientId);
}

export async function listSessions(
  { conversations }: { readonly conversations: Pick<Conversations, "sessions"> },
  { person, clientId, page }: Asked,
): Promise<Page<Session>> {
  return orNotFound(await conversations.sessions(person, clientId, page), clientId);
}

function orNotFound<Item>(page: Page<Item> | null, clientId: string): Page<Item> {
  if (!page) throw new NotFound(`conversation ${clientId}`);
  return page;
}
