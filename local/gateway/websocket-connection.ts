import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { watchFrames } from "./watch-frames.ts";
import type { ConnectionFacts } from "./websocket-event.ts";

export interface Connection {
  readonly facts: ConnectionFacts;
  isOpen(): boolean;
  lastActiveAt(): number;
  /** False when the socket was closing meanwhile. */
  send(text: string): Promise<boolean>;
  close(code: number, reason: string): void;
}

export interface ConnectionOptions {
  facts: ConnectionFacts;
  idleMs: number;
  maxMs: number;
  onMessage(text: string): void;
  onClose(code: number, reason: string): void;
}

export const frameBytes = 32 * 1024;
export const messageBytes = 128 * 1024;
const binaryFrame = 2;
const closeGraceMs = 2000;

/** An open socket with API Gateway's limits on frames, silence and age. */
export function holdConnection(socket: WebSocket, stream: Duplex, options: ConnectionOptions): Connection {
  let closedWith: [code: number, reason: string] | undefined;
  let lastActiveAt = Date.now();

  function close(code: number, reason: string): void {
    if (closedWith) return;
    closedWith = [code, reason];
    socket.close(code, reason);
    endSoon();
  }
  function endSoon(): void {
    setTimeout(() => socket.terminate(), closeGraceMs).unref();
  }
  const goAway = () => close(1001, "Going away");
  const idle = setTimeout(goAway, options.idleMs);
  const age = setTimeout(goAway, options.maxMs);
  function touch(): void {
    lastActiveAt = Date.now();
    idle.refresh();
  }

  stream.prependListener(
    "data",
    watchFrames(({ opcode, payloadBytes }) => {
      if (opcode === binaryFrame) close(1003, "Binary is not supported");
      else if (payloadBytes > frameBytes) close(1009, "Message too long");
    }),
  );
  socket.on("message", (data) => {
    if (closedWith) return;
    touch();
    options.onMessage(data.toString());
  });
  // By now ws has answered a protocol error with its close code.
  socket.on("error", endSoon);
  socket.on("close", (code, reason) => {
    clearTimeout(idle);
    clearTimeout(age);
    const [endCode, endReason] = closedWith ?? [code, reason.toString() || reasonOf(code)];
    closedWith = [endCode, endReason];
    options.onClose(endCode, endReason);
  });

  return {
    facts: options.facts,
    isOpen: () => !closedWith && socket.readyState === socket.OPEN,
    lastActiveAt: () => lastActiveAt,
    send(text) {
      touch();
      const { promise, resolve } = Promise.withResolvers<boolean>();
      socket.send(text, (error) => resolve(!error));
      return promise;
    },
    close,
  };
}

function reasonOf(code: number): string {
  if (code === 1005) return "Client-side close frame status not set";
  return code === 1006 ? "Connection Closed Abnormally" : "";
}
