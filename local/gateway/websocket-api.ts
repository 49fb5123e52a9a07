import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { answerConnectionsCall } from "./connections-endpoint.ts";
import { gatewayId } from "./gateway-ids.ts";
import { refuseHandshake, refuseUnauthorized } from "./refuse-handshake.ts";
import { runAuthorizer } from "./run-authorizer.ts";
import { runIntegration } from "./run-integration.ts";
import { type Connection, holdConnection, messageBytes } from "./websocket-connection.ts";
import {
  type ConnectionFacts,
  connectEvent,
  disconnectEvent,
  messageEvent,
  readFacts,
} from "./websocket-event.ts";

export interface WebSocketApi {
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** The management endpoint: `/{anything}/@connections/{id}`. */
  manage(req: IncomingMessage, res: ServerResponse): void;
  connectionCount(): number;
  close(): Promise<void>;
}

export interface WebSocketApiOptions {
  invoke(event: unknown): Promise<unknown>;
  /** The authorizer of $connect, where there is one. */
  authorize?(event: unknown): Promise<unknown>;
  domainName: string;
  stage: string;
  /** How long a frame dawdles before its invocation, so that frames may overtake each other. */
  jitterMs?: () => number;
  /** Hears of each frame how long it dawdled. */
  onDawdle?(text: string, ms: number): void;
  idleMs?: number;
  maxMs?: number;
  integrationTimeoutMs?: number;
}

/** A WebSocket API whose three routes lead to one function; what the function returns goes nowhere. */
export function createWebSocketApi(options: WebSocketApiOptions): WebSocketApi {
  const { jitterMs = () => Math.random() * 15, integrationTimeoutMs = 29_000 } = options;
  const { idleMs = 10 * 60_000, maxMs = 2 * 3_600_000 } = options;
  const connections = new Map<string, Connection>();
  const subprotocols = new WeakMap<IncomingMessage, string>();
  const running = new Set<Promise<void>>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytes,
    handleProtocols: (_offered, req) => subprotocols.get(req) ?? false,
  });

  function track(work: Promise<void>): void {
    const done = () => void running.delete(work);
    running.add(work);
    work.then(done, done);
  }
  function run(event: unknown) {
    return runIntegration(() => options.invoke(event), integrationTimeoutMs);
  }

  async function connect(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // ws refuses what is no handshake, before anything is invoked.
    if (!isHandshake(req)) return server.handleUpgrade(req, socket, head, (other) => other.terminate());
    const facts = readFacts(req, options.domainName, options.stage);
    const requestId = gatewayId();
    socket.on("error", () => socket.destroy());
    const ruling = await runAuthorizer(options.authorize, connectEvent(req, facts, requestId));
    if (!ruling.allowed) return refuseUnauthorized(socket, ruling, facts.connectionId, requestId);
    if (ruling.context) facts.authorizer = ruling.context;
    const answer = await run(connectEvent(req, facts, requestId));
    if (answer.failed || answer.statusCode < 200 || answer.statusCode > 299) {
      refuseHandshake(socket, answer, facts.connectionId, requestId);
      return;
    }
    for (const [name, value] of Object.entries(answer.headers)) {
      if (name.toLowerCase() === "sec-websocket-protocol") subprotocols.set(req, String(value));
    }
    if (socket.destroyed) await disconnect(facts, 1006, "Connection Closed Abnormally");
    else open(req, socket, head, facts);
  }

  function open(req: IncomingMessage, socket: Duplex, head: Buffer, facts: ConnectionFacts): void {
    server.handleUpgrade(req, socket, head, (webSocket) => {
      const connection = holdConnection(webSocket, socket, {
        facts,
        idleMs,
        maxMs,
        onMessage: (text) => track(receive(connection, text)),
        onClose(code, reason) {
          connections.delete(facts.connectionId);
          track(disconnect(facts, code, reason));
        },
      });
      connections.set(facts.connectionId, connection);
    });
  }

  async function receive(connection: Connection, text: string): Promise<void> {
    const requestId = gatewayId();
    const event = messageEvent(connection.facts, requestId, text);
    await dawdle(text);
    const { failed } = await run(event);
    if (!failed || !connection.isOpen()) return;
    const { connectionId } = connection.facts;
    await connection.send(
      `{"message": "Internal server error", "connectionId":"${connectionId}", "requestId":"${requestId}"}`,
    );
  }

  /** What the machine is late beyond it is no dawdling. */
  async function dawdle(text: string): Promise<void> {
    const ms = jitterMs();
    const startedAt = performance.now();
    await sleep(ms);
    options.onDawdle?.(text, Math.min(ms, performance.now() - startedAt));
  }

  async function disconnect(facts: ConnectionFacts, code: number, reason: string): Promise<void> {
    await run(disconnectEvent(facts, code, reason));
  }

  return {
    upgrade: (req, socket, head) => track(connect(req, socket, head)),
    manage: (req, res) => track(answerConnectionsCall(req, res, connections)),
    connectionCount: () => connections.size,
    async close() {
      while (running.size > 0 || connections.size > 0) {
        for (const connection of connections.values()) connection.close(1001, "Going away");
        for (const client of server.clients) client.terminate();
        await Promise.race([...running, sleep(10)]);
      }
    },
  };
}

function isHandshake({ method, headers }: IncomingMessage): boolean {
  const { upgrade = "", "sec-websocket-key": key = "", "sec-websocket-version": version } = headers;
  const isKey = /^[+/0-9A-Za-z]{22}==$/.test(key);
  return method === "GET" && upgrade.toLowerCase() === "websocket" && isKey && version === "13";
}
