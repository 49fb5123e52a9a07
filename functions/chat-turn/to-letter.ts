import type { Letter } from "#shared/ports/turn-queue.ts";
import type { ChatTurn } from "#shared/wire/queues/chat-turn.ts";

export function toLetter(job: ChatTurn): Letter {
  return {
    turnId: job.turn_id,
    clientMessageId: job.client_message_id,
    tenantId: job.tenant_id,
    userId: job.user_id,
    ownerId: job.owner_id,
    conversationId: job.conversation_id,
    clientConversationId: job.client_conversation_id,
    text: job.text,
    ...(job.opens && { opens: job.opens }),
    ...(job.completion && { completion: job.completion }),
    callerId: job.caller_id,
    mayProvision: job.may_provision,
    acceptedAt: job.accepted_at,
    requestId: job.request_id,
    attempt: job.attempt,
  };
}
