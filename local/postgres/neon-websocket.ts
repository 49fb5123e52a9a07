import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { postgresErrorFields } from "./postgres-error.ts";
import type { Caller } from "./run-statements.ts";
import {
  authenticationCleartextPassword,
  errorResponse,
  type FrontendMessage,
  FrontendMessages,
  passwordOf,
  startupParameters,
} from "./wire-messages.ts";

export interface SocketClient {
  send(bytes: Buffer): void;
  close(): void;
  /** Runs the work after what the client sent before, never beside it. */
  schedule(work: () => void | Promise<void>): void;
}

export interface SocketSession {
  receive(message: FrontendMessage): void | Promise<void>;
  end(): void | Promise<void>;
}

/** Logs the caller in, answers it up to ReadyForQuery, or throws Postgres' error. */
export type OpenSession = (
  client: SocketClient,
  caller: Caller,
  parameters: ReadonlyMap<string, string>,
) => Promise<SocketSession>;

/** Neon's WebSocket endpoint: the Postgres wire protocol, the password in clear text as its proxy asks. */
export function mountWebSocket(server: Server, open: OpenSession): () => void {
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (!/^\/v2(\?|$)/.test(request.url ?? "")) {
      socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => converse(webSocket, open));
  });
  return () => {
    for (const webSocket of sockets.clients) webSocket.terminate();
  };
}

function converse(webSocket: WebSocket, open: OpenSession): void {
  const messages = new FrontendMessages();
  let parameters: ReadonlyMap<string, string> | undefined;
  let session: SocketSession | undefined;
  let work = Promise.resolve();

  const client: SocketClient = {
    send: (bytes) => {
      if (webSocket.readyState === webSocket.OPEN) webSocket.send(bytes);
    },
    close: () => webSocket.close(),
    schedule: (task) => {
      work = work.then(task).catch((error: unknown) => {
        client.send(errorResponse(postgresErrorFields(error) ?? { message: String(error) }));
        webSocket.close();
      });
    },
  };

  const handle = async (message: FrontendMessage): Promise<void> => {
    if (webSocket.readyState !== webSocket.OPEN) return;
    if (session) return session.receive(message);
    if (message.type === "") {
      parameters = startupParameters(message.bytes);
      client.send(authenticationCleartextPassword());
    } else if (message.type === "p" && parameters) {
      const login = parameters.get("user") ?? "";
      const database = parameters.get("database") ?? login;
      session = await open(client, { login, database, password: passwordOf(message.bytes) }, parameters);
    } else {
      webSocket.close();
    }
  };

  webSocket.on("message", (data: Buffer) => {
    for (const message of messages.push(data)) client.schedule(() => handle(message));
  });
  webSocket.on("close", () => client.schedule(() => session?.end()));
  webSocket.on("error", () => webSocket.terminate());
}
