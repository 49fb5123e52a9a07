import { noteListener } from "#shared/domain/chat/note-listener.ts";
import { watchConversation } from "#shared/domain/chat/watch-conversation.ts";
import type { ChatWatch } from "#shared/wire/frames/client-frame.ts";
import type { Answered, Socket } from "../socket.ts";

export async function answerWatch(frame: ChatWatch, socket: Socket): Promise<Answered> {
  const { ports, person, connectionId, listensUntil, requestId } = socket;
  await socket.passFrontDoor();
  const watched = await watchConversation(ports, {
    person,
    clientConversationId: frame.conversation_id,
    connectionId,
    listensUntil,
  });
  await noteListener(ports, { ...watched, connectionId, requestId });
  return { reply: "none", outcome: "none" };
}
