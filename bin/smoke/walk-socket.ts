import { once } from "node:events";
import WebSocket from "ws";
import { type Caller, callerHeaders, StepFailed } from "./deployment-client.ts";

export interface SocketOptions extends Caller {
  readonly wsUrl: string;
  readonly tenant?: string | undefined;
}

const deadlineMs = 15_000;

/** A socket that answers, and survives a frame that makes no sense. */
export async function* walkSocket({ wsUrl, tenant, ...caller }: SocketOptions): AsyncGenerator<string> {
  const address = new URL(wsUrl);
  if (tenant !== undefined) address.searchParams.set("tenant_id", tenant);
  const socket = new WebSocket(address, { headers: callerHeaders(caller), handshakeTimeout: deadlineMs });
  try {
    await orFail("connect", once(socket, "open"));
    yield "the WebSocket connects";

    await expectAnswer(socket, { type: "ping" }, "pong");
    yield "ping is answered with pong";

    await expectAnswer(socket, { type: "no.such.frame" }, "chat.error");
    await expectAnswer(socket, { type: "ping" }, "pong");
    yield "a bad frame is answered with chat.error, and the socket stays open";
  } finally {
    socket.terminate();
  }
}

async function expectAnswer(socket: WebSocket, frame: { type: string }, expected: string): Promise<void> {
  const signal = AbortSignal.timeout(deadlineMs);
  const answer = once(socket, "message", { signal });
  const closed = once(socket, "close", { signal }).then(([code]) => {
    throw new Error(`the socket was closed with ${code}`);
  });
  socket.send(JSON.stringify(frame));
  const [data] = await orFail(`answer to ${frame.type}`, Promise.race([answer, closed]));
  const { type, error } = JSON.parse(String(data));
  if (type !== expected) {
    throw new StepFailed(`${frame.type} was answered with ${type}, not ${expected}`, error?.request_id);
  }
}

async function orFail<T>(what: string, promise: Promise<T>): Promise<T> {
  return await promise.catch((error: Error) => {
    throw new StepFailed(`WebSocket ${what}: ${error.message}`);
  });
}
