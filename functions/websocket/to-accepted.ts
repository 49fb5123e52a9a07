import type { AcceptedTurn } from "#shared/domain/chat/accept-turn.ts";
import type { ChatAccepted } from "#shared/wire/frames/server-frame.ts";
import { writeAccepted } from "#shared/wire/frames/write-accepted.ts";

/** What says that a message was taken in; to other devices of the person with what it says. */
export function toAccepted(clientMessageId: string, turn: AcceptedTurn, text?: string | null): ChatAccepted {
  const { turnId, clientConversationId } = turn;
  return writeAccepted({ clientMessageId, turnId, clientConversationId, text });
}
