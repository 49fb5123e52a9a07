import { noteListener } from "#shared/domain/chat/note-listener.ts";
import { postInOrder } from "#shared/domain/chat/post-in-order.ts";
import { resumeTurn } from "#shared/domain/chat/resume-turn.ts";
import type { ChatResume } from "#shared/wire/frames/client-frame.ts";
import type { Answered, Socket } from "../socket.ts";

/** What is missing of a running turn comes with its runner's next frames; the rest of one that has ended comes now. */
export async function answerResume(frame: ChatResume, socket: Socket): Promise<Answered> {
  const { ports, person, connectionId, listensUntil, requestId } = socket;
  await socket.passFrontDoor();
  const { turn_id: turnId, after } = frame;
  const resumed = await resumeTurn(ports, { person, turnId, after, connectionId, listensUntil });
  const rest = resumed.outcome === "closed" ? resumed.frames.map(({ body }) => body) : [];
  const outcome = await postInOrder(ports, connectionId, rest);
  await noteListener(ports, { ...resumed, connectionId, requestId });
  return { reply: "none", outcome: rest.length > 0 ? outcome : "none" };
}
