import { Forbidden, Unauthenticated } from "#shared/errors.ts";
import { answerFrame } from "./answer-frame.ts";
import { idsOf, parseJson, readFrame } from "./read-frame.ts";
import { refuseFrame } from "./refuse-frame.ts";
import { type Answered, createSocket, type Socket } from "./socket.ts";
import type { Composed, SocketEvent } from "./socket-event.ts";

/** Answers a frame; a bad one gets chat.error and the socket stays open, unless its holder may use it no more. */
export async function receiveFrame(event: SocketEvent, composed: Composed): Promise<void> {
  const socket = createSocket(event.requestContext, composed);
  const json = parseJson(event.body ?? "");
  const { connectionId, requestId } = socket;
  const answered = await answer(json, socket);
  composed.ports.log.info("frame", { request_id: requestId, connection_id: connectionId, ...answered });
}

async function answer(json: unknown, socket: Socket): Promise<Answered> {
  try {
    refuseExpired(socket);
    return await answerFrame(readFrame(json), socket);
  } catch (error) {
    const refused = await refuseFrame(error, idsOf(json), socket);
    if (error instanceof Unauthenticated || error instanceof Forbidden) await end(socket);
    return refused;
  }
}

function refuseExpired({ ports, listensUntil }: Socket): void {
  if (listensUntil === null || listensUntil > ports.clock.now()) return;
  throw new Unauthenticated("the token behind this socket has expired; get a new ticket");
}

async function end({ ports, connectionId }: Socket): Promise<void> {
  await ports.connections.remove(connectionId);
  await ports.frames.close(connectionId);
}
