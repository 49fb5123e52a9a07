import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerSql } from "./neon-http.ts";
import { mountWebSocket, type OpenSession } from "./neon-websocket.ts";
import type { SqlBackend } from "./run-statements.ts";

interface Endpoint {
  readonly port: number;
  close(): void;
}

interface Behind {
  readonly backend: SqlBackend;
  readonly openSession: OpenSession;
  readonly onSql: () => void;
}

/** The endpoint that Neon's client talks to: POST /sql, and WebSockets at /v2. */
export async function listen(port: number, { backend, openSession, onSql }: Behind): Promise<Endpoint> {
  const server = createServer((request, response) => {
    if (request.url !== "/sql" || request.method !== "POST") {
      response.writeHead(request.url === "/sql" ? 405 : 404).end();
      return;
    }
    onSql();
    void answerSql(backend, request, response);
  });
  // While PGlite works no request is read: an idle timer would then cut a connection that has one waiting.
  server.keepAliveTimeout = 0;
  const endSessions = mountWebSocket(server, openSession);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", (cause: NodeJS.ErrnoException) => {
    const taken = `Port ${port} is taken: stop what listens there, or choose another.`;
    reject(cause.code === "EADDRINUSE" ? new Error(taken, { cause }) : cause);
  });
  server.listen(port, "127.0.0.1", resolve);
  await promise;
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
      endSessions();
    },
  };
}
