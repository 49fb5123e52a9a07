import type { FrameEncoder } from "../../ports/frame-encoder.ts";
import type { ChatAccepted } from "../../wire/frames/server-frame.ts";
import { encodeFrame } from "../redis/turns/encode-frame.ts";

export const wireFrames: FrameEncoder = {
  encode: encodeFrame,
  accepted: ({ clientMessageId, turnId, clientConversationId, text }): ChatAccepted => ({
    type: "chat.accepted",
    id: clientMessageId,
    turn_id: turnId,
    conversation_id: clientConversationId,
    ...(text !== undefined && { text }),
  }),
};
