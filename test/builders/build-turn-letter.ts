import type { Letter } from "#shared/ports/turn-queue.ts";
import type { TurnKey } from "#shared/ports/turn-stream.ts";

export function buildTurnLetter(given: Partial<Omit<Letter, "attempt">> = {}): Omit<Letter, "attempt"> {
  return {
    turnId: "turn-1",
    clientMessageId: "m-1",
    tenantId: "acme",
    userId: "anna",
    ownerId: "owner-anna",
    conversationId: "conversation-1",
    clientConversationId: "c-1",
    text: "Hello",
    callerId: "anna",
    mayProvision: true,
    acceptedAt: 1_767_225_600_000,
    requestId: "request",
    ...given,
  };
}

export function buildTurnKey(given: Partial<TurnKey> = {}): TurnKey {
  const { turnId, ownerId, conversationId, clientConversationId } = buildTurnLetter();
  return { turnId, ownerId, conversationId, clientConversationId, attempt: 1, ...given };
}
