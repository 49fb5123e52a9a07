import type { AcceptedTurn } from "#shared/domain/chat/accept-turn.ts";
import type { ChatAccepted } from "#shared/wire/frames/server-frame.ts";

/** What says that a message was taken in; to other devices of the person with what it says. */
export function toAccepted(clientMessageId: string, turn: AcceptedTurn, text?: string): ChatAccepted {
  return {
    type: "chat.accepted",
    id: clientMessageId,
    turn_id: turn.turnId,
    conversation_id: turn.clientConversationId,
    ...(text !== undefined && { text }),
  };
}
