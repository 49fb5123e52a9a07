import { deriveConversationId, deriveOwnerId, deriveTurnId } from "#shared/domain/access/derive-ids.ts";
import type { Letter } from "#shared/ports/turn-queue.ts";

/** What somebody said, on its way to a runner. */
export function buildLetter(given: Partial<Letter> = {}): Letter {
  const { tenantId = "acme", userId = "anna", clientMessageId = "m1", clientConversationId = "c1" } = given;
  const ownerId = deriveOwnerId(tenantId, userId);
  return {
    turnId: deriveTurnId(ownerId, clientMessageId),
    clientMessageId,
    tenantId,
    userId,
    ownerId,
    conversationId: deriveConversationId(ownerId, clientConversationId),
    clientConversationId,
    text: "How are you?",
    callerId: "tester",
    mayProvision: true,
    acceptedAt: Date.UTC(2026, 0, 31, 9, 30),
    requestId: "r1",
    attempt: 1,
    ...given,
  };
}
