export interface Message {
  /** Names the message for good: sending it again is safe. */
  readonly id: string;
  readonly text: string;
  readonly conversationId: string | undefined;
}

/** The frame that sends it. */
export function toFrame({ id, text, conversationId }: Message) {
  return { type: "chat.send", id, conversation_id: conversationId, text };
}
