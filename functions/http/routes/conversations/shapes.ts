import type { Conversation, ConversationMessage, Session } from "#shared/ports/conversations.ts";
import type { PageRequest } from "#shared/ports/page.ts";
import { toInstant } from "../memory-shapes.ts";

export function toPageRequest({
  limit,
  cursor,
}: {
  limit: number;
  cursor?: string | undefined;
}): PageRequest {
  return { limit, after: cursor ?? null };
}

export function toConversationResponse(conversation: Conversation) {
  return {
    id: conversation.clientId,
    title: conversation.title,
    extraction: conversation.extraction,
    created_at: toInstant(conversation.createdAt),
    last_message_at: toInstant(conversation.lastActiveAt),
    message_count: conversation.messageCount,
  };
}

export function toMessageResponse(message: ConversationMessage) {
  return {
    id: message.id,
    turn_id: message.turnId,
    ...(message.clientMessageId !== null && { client_message_id: message.clientMessageId }),
    role: message.role,
    ...(message.name !== null && { name: message.name }),
    content: message.content,
    ...(message.toolCalls.length > 0 && { tool_calls: message.toolCalls.map(toToolCall) }),
    status: message.status,
    flagged: message.flagged,
    created_at: toInstant(message.createdAt),
  };
}

export function toToolCall({ callId, ...call }: ConversationMessage["toolCalls"][number]) {
  return { ...call, ...(callId !== undefined && { call_id: callId }) };
}

export function toSessionResponse(session: Session) {
  return {
    id: session.id,
    started_at: toInstant(session.startedAt),
    last_active_at: toInstant(session.lastActiveAt),
    ended_at: toInstant(session.endedAt),
    end_reason: session.endReason,
    message_count: session.messageCount,
    summary: session.summary,
  };
}
