import { fitsFrame } from "./fits-frame.ts";
import type { ChatAccepted } from "./server-frame.ts";

export interface Accepting {
  readonly clientMessageId: string;
  readonly turnId: string;
  readonly clientConversationId: string;
  /** What the person said, for other devices of theirs; null where they have it in the messages. */
  readonly text?: string | null | undefined;
}

/** Says that a message was taken in. A text that no frame holds is left to the conversation's messages. */
export function writeAccepted({
  clientMessageId,
  turnId,
  clientConversationId,
  text,
}: Accepting): ChatAccepted {
  const accepted = {
    type: "chat.accepted" as const,
    id: clientMessageId,
    turn_id: turnId,
    conversation_id: clientConversationId,
  };
  if (text === undefined) return accepted;
  const withText = { ...accepted, text };
  return fitsFrame(withText) ? withText : { ...accepted, text: null };
}
