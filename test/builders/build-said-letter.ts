import { deriveConversationId, deriveOwnerId, deriveTurnId } from "#shared/domain/access/derive-ids.ts";
import type { Letter } from "#shared/ports/turn-stream.ts";

/** What Anna says, in a conversation of hers. */
export function buildSaidLetter(given: Partial<Letter> = {}): Letter {
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
    text: "hello",
    callerId: `user:${tenantId}/${userId}`,
    mayProvision: false,
    acceptedAt: 1_769_851_800_123,
    requestId: "r1",
    attempt: 1,
    ...given,
  };
}
