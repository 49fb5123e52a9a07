import type * as z from "zod";
import type { MessageDraft, MessageReceipt } from "#shared/domain/memory/ingest-messages.ts";
import type { StoredMessage } from "#shared/ports/messages.ts";
import type { messageDraft } from "#shared/wire/http/messages.ts";

export function toDraft(given: z.output<typeof messageDraft>, userId: string | null): MessageDraft {
  return {
    userId,
    conversationId: given.conversation_id,
    role: given.role,
    name: given.name ?? null,
    content: given.content,
    metadata: given.metadata ?? {},
    importance: given.importance,
    createdAt: given.created_at,
  };
}

export function toReceiptResponse(receipt: MessageReceipt) {
  return {
    id: receipt.id,
    conversation_id: receipt.conversationId,
    importance: receipt.importance,
    embedding_status: receipt.embeddingStatus,
    created_at: new Date(receipt.createdAt).toISOString(),
  };
}

export function toMessageResponse(message: StoredMessage) {
  return {
    id: message.id,
    conversation_id: message.clientConversationId,
    user_id: message.userId,
    role: message.role,
    ...(message.name !== null && { name: message.name }),
    content: message.content,
    metadata: message.metadata,
    importance: message.importance,
    embedding_status: message.embeddingStatus,
    flagged: message.flagged,
    created_at: new Date(message.createdAt).toISOString(),
    ...(message.archivedAt !== null && { archived_at: new Date(message.archivedAt).toISOString() }),
  };
}
