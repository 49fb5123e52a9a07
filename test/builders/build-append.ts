import { uuidv7 } from "uuidv7";
import { deriveConversationId, deriveOwnerId, deriveTextHash } from "#shared/domain/access/derive-ids.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { Append, NewMessage } from "#shared/ports/messages.ts";

export type MessageGiven = Partial<Omit<NewMessage, "ownerId" | "conversationId" | "textHash">>;

/** A message as the domain hands it to be stored: all that is derived fits the rest. */
export function buildMessage(actor: Actor, given: MessageGiven = {}): NewMessage {
  const message = {
    id: uuidv7(),
    userId: actor.userId,
    clientConversationId: "conversation",
    role: "user" as const,
    name: null,
    content: "a quiet afternoon",
    metadata: {},
    importance: 0.5,
    createdAt: Date.now(),
    ...given,
  };
  const ownerId = deriveOwnerId(actor.tenantId, message.userId);
  return {
    ...message,
    ownerId,
    conversationId: deriveConversationId(ownerId, message.clientConversationId),
    textHash: deriveTextHash(message.name, message.content),
  };
}

export function buildAppend(
  actor: Actor,
  messages: readonly NewMessage[],
  given: Partial<Omit<Append, "actor" | "messages">> = {},
): Append {
  return {
    actor,
    messages,
    model: "fake-embedding",
    outboxId: uuidv7(),
    requestId: "request",
    now: Date.now(),
    idempotency: null,
    ...given,
  };
}
