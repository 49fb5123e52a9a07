import { cancelTurn } from "#shared/domain/chat/cancel-turn.ts";
import type { ChatCancel } from "#shared/wire/frames/client-frame.ts";
import type { Answered, Socket } from "../socket.ts";

export async function answerCancel(frame: ChatCancel, socket: Socket): Promise<Answered> {
  await socket.passFrontDoor();
  await cancelTurn(socket.ports, { person: socket.person, turnId: frame.turn_id });
  return { reply: "none", outcome: "none" };
}
