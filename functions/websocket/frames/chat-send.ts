import { acceptTurn } from "#shared/domain/chat/accept-turn.ts";
import { noteListener } from "#shared/domain/chat/note-listener.ts";
import { postFrame } from "#shared/domain/chat/post-frame.ts";
import { sendLetters } from "#shared/domain/chat/send-letters.ts";
import type { ChatSend } from "#shared/wire/frames/client-frame.ts";
import { refuseFrame } from "../refuse-frame.ts";
import type { Answered, Socket } from "../socket.ts";
import { toAccepted } from "../to-accepted.ts";

/** The letters leave last, so that nothing of the turn is on its way before everybody has heard that it was accepted. */
export async function answerSend(frame: ChatSend, socket: Socket): Promise<Answered> {
  const { ports, person, connectionId, requestId, letIn } = socket;
  const turn = await acceptTurn(ports, {
    person,
    clientMessageId: frame.id,
    clientConversationId: frame.conversation_id ?? undefined,
    text: frame.text,
    under: null,
    after: frame.after ?? undefined,
    connectionId,
    listensUntil: socket.listensUntil,
    requestId,
    ratePerMinute: socket.chatRatePerMinute,
    letIn,
  });
  // Until it is begun: whoever accepted it first may have died before the others were told.
  const others = turn.unbegun.length > 0 ? turn.listeners : [];
  const forOthers = toAccepted(frame.id, turn, turn.unbegun.at(-1)?.text);
  const [answered] = await Promise.all([
    socket.post(toAccepted(frame.id, turn)),
    ...others.map((listener) => postFrame(ports, listener, forOthers)),
  ]);
  try {
    await sendLetters(ports, turn.unbegun);
  } catch (error) {
    return await refuseFrame(error, { id: frame.id, turn_id: turn.turnId }, socket);
  }
  await noteListener(ports, { ...turn, connectionId, requestId });
  return answered;
}
