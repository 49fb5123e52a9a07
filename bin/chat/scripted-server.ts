import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

export interface SentFrame {
  readonly type: string;
  readonly id?: string;
  readonly turn_id?: string;
  readonly conversation_id?: string;
  readonly text?: string;
  readonly after?: number;
  readonly delivery_id?: string;
  readonly until?: string;
}

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

type Answer = (...frames: object[]) => void;

export interface Script {
  /** What the socket answers a frame with. */
  readonly hear?: (frame: SentFrame, answer: Answer) => void;
  /** What the API answers; 404 where it gives nothing. */
  readonly api?: (asked: Asked) => { readonly status?: number; readonly body?: unknown } | undefined;
  /** The status with which a handshake is refused. */
  readonly refuse?: (asked: Asked) => number | undefined;
}

export type ScriptedServer = Awaited<ReturnType<typeof startScriptedServer>>;

/** A server that says what a test tells it to. */
export async function startScriptedServer({ hear = answerAtOnce(), api, refuse }: Script = {}, port = 0) {
  const frames: SentFrame[] = [];
  const handshakes: Asked[] = [];
  const calls: Asked[] = [];
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    const asked = toAsked(request);
    calls.push(asked);
    const { status = 200, body } = api?.(asked) ?? {
      status: 404,
      body: failure("not_found", "no such thing"),
    };
    response.writeHead(status, { "content-type": "application/json" });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  server.on("upgrade", (request, socket, head) => {
    const asked = toAsked(request);
    handshakes.push(asked);
    const status = refuse?.(asked);
    if (status !== undefined) socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\n\r\n`);
    else sockets.handleUpgrade(request, socket, head, listen);
  });

  function listen(socket: WebSocket): void {
    socket.on("message", (data) => {
      const frame: SentFrame = JSON.parse(String(data));
      frames.push(frame);
      hear(frame, (...answers) => {
        for (const answer of answers) socket.send(JSON.stringify(answer));
      });
    });
  }

  /** To everybody, without being asked. */
  function say(...told: readonly object[]): void {
    for (const socket of sockets.clients) for (const frame of told) socket.send(JSON.stringify(frame));
  }

  function drop(): void {
    for (const socket of sockets.clients) socket.terminate();
  }

  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${address.port}/ws/chat`,
    api: new URL(`http://127.0.0.1:${address.port}`),
    port: address.port,
    frames,
    handshakes,
    calls,
    say,
    drop,
    async close() {
      drop();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

export function failure(code: string, message: string) {
  return { error: { code, message, request_id: "r-1" } };
}

/** Accepts every message and echoes it, word by word. */
export function answerAtOnce(): NonNullable<Script["hear"]> {
  return (frame, answer) => {
    if (frame.type !== "chat.send") return;
    const turnId = `turn-of-${frame.id}`;
    const words = `You said: ${frame.text}`.split(/(?<= )/);
    answer(
      accepted(frame, turnId),
      ...words.map((text, i) => delta(turnId, i + 1, text)),
      done(turnId, words.length + 1, words.join("")),
    );
  };
}

export function accepted(frame: SentFrame, turnId: string) {
  const conversationId = frame.conversation_id ?? "conv-new";
  return { type: "chat.accepted", id: frame.id, turn_id: turnId, conversation_id: conversationId };
}

export function delta(turnId: string, seq: number, text: string) {
  return { type: "chat.delta", turn_id: turnId, seq, text };
}

export function done(turnId: string, seq: number, text: string | null, more: object = {}) {
  const rest = { finish_reason: "stop", memories: [], usage: { prompt_tokens: 12, completion_tokens: 3 } };
  return { type: "chat.done", turn_id: turnId, seq, message_id: "m-1", text, ...rest, ...more };
}

function toAsked(request: { method?: string; url?: string; headers: IncomingHttpHeaders }): Asked {
  const { method = "GET", url = "/", headers } = request;
  return { method, url: new URL(url, "http://scripted"), headers };
}
