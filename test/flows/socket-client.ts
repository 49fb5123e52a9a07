import { once } from "node:events";
import { WebSocket } from "ws";
import type * as z from "zod";
import { serverFrame } from "#shared/wire/frames/server-frame.ts";

export type Frame = z.output<typeof serverFrame>;
export type SocketClient = Awaited<ReturnType<typeof openSocket>>;

/** An open socket, whose frames are held against what the server may send. */
export async function openSocket(url: string, headers: Readonly<Record<string, string>> = {}) {
  const socket = new WebSocket(url, { headers });
  const frames: Frame[] = [];
  const waiting: PromiseWithResolvers<void>[] = [];
  socket.on("message", (data) => {
    frames.push(serverFrame.parse(JSON.parse(data.toString())));
    for (const waiter of waiting.splice(0)) waiter.resolve();
  });
  const closed = once(socket, "close").then(([code]) => Number(code));
  // A handshake that fails is told by the wait for "open".
  closed.catch(() => undefined);
  await once(socket, "open");

  return {
    socket,
    closed,
    isOpen: () => socket.readyState === WebSocket.OPEN,
    /** Text travels as it is, anything else as JSON. */
    send: (frame: unknown) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    async next(): Promise<Frame> {
      while (frames.length === 0) {
        const waiter = Promise.withResolvers<void>();
        waiting.push(waiter);
        await waiter.promise;
      }
      return frames.shift()!;
    },
    async close(): Promise<void> {
      socket.close();
      await closed;
    },
  };
}

/** The status with which a socket is not let in. */
export async function refusedHandshake(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const socket = new WebSocket(url, { headers });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  socket.on("error", reject);
  socket.on("open", () => {
    socket.close();
    reject(new Error("the socket was let in"));
  });
  socket.on("unexpected-response", (_request, response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  return await promise;
}
