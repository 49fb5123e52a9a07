import { uuidv7 } from "uuidv7";
import { deriveConversationId, deriveTextHash } from "#shared/domain/access/derive-ids.ts";
import type { ImportConversation, ImportedMessage } from "#shared/ports/conversations.ts";
import type { ActingUser } from "#shared/ports/users.ts";

type Given = Partial<Omit<ImportConversation, "person" | "conversationId" | "messages">> & {
  readonly messages?: readonly Partial<Omit<ImportedMessage, "id" | "textHash">>[];
};

/** A conversation that was held elsewhere, as the domain hands it to be stored. */
export function buildImport(
  person: ActingUser,
  { messages = [{}], ...given }: Given = {},
): ImportConversation {
  const clientId = given.clientId ?? "conversation";
  const said = messages.map((message, at) => buildImported(message, at));
  return {
    person,
    clientId,
    conversationId: deriveConversationId(person.ownerId, clientId),
    title: null,
    extraction: null,
    createdAt: Date.UTC(2025, 0, 1),
    messages: said,
    model: "fake-embedding",
    outboxIds: Array.from({ length: Math.ceil(said.length / 100) }, () => uuidv7()),
    requestId: "request",
    idempotency: null,
    now: Date.UTC(2026, 0, 31, 9, 30),
    ...given,
  };
}

function buildImported(given: Partial<ImportedMessage>, at: number): ImportedMessage {
  const message = {
    id: uuidv7(),
    role: "user",
    name: null,
    content: `said ${at}`,
    metadata: {},
    importance: 0.5,
    toolCalls: [],
    status: "complete",
    createdAt: Date.UTC(2025, 0, 1) + at,
    ...given,
  } as const;
  return { ...message, textHash: deriveTextHash(message.name, message.content) };
}
