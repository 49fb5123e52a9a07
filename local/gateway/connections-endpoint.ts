import type { IncomingMessage, ServerResponse } from "node:http";
import { gatewayId, isGatewayId } from "./gateway-ids.ts";
import { readBody } from "./read-body.ts";
import { type Connection, messageBytes } from "./websocket-connection.ts";

type Connections = ReadonlyMap<string, Connection>;

/** PostToConnection, GetConnection and DeleteConnection. */
export async function answerConnectionsCall(
  req: IncomingMessage,
  res: ServerResponse,
  connections: Connections,
): Promise<void> {
  res.setHeader("x-amzn-requestid", gatewayId());
  try {
    await answer(req, res, connections);
  } catch {
    res.destroy();
  }
}

async function answer(req: IncomingMessage, res: ServerResponse, connections: Connections): Promise<void> {
  const body = await readBody(req, messageBytes);
  const id = connectionIdOf(req.url ?? "");
  if (id === undefined || !req.headers.authorization?.startsWith("AWS4-HMAC-SHA256")) {
    return refuse(res, 403, "MissingAuthenticationTokenException", "Missing Authentication Token");
  }
  if (!body) return refuse(res, 413, "PayloadTooLargeException", "Message too long");
  if (!isGatewayId(id)) return refuse(res, 400, "BadRequestException", `Invalid connectionId: ${id}`);
  const connection = connections.get(id);
  if (!connection?.isOpen()) return refuse(res, 410, "GoneException");

  switch (req.method) {
    case "POST":
      return await post(res, connection, body.toString());
    case "GET":
      return describe(res, connection);
    case "DELETE":
      connection.close(1000, "Connection Closed Normally");
      res.writeHead(204).end();
      return;
    default:
      return refuse(res, 403, "MissingAuthenticationTokenException", "Missing Authentication Token");
  }
}

async function post(res: ServerResponse, connection: Connection, text: string): Promise<void> {
  if (await connection.send(text)) res.writeHead(200).end();
  else refuse(res, 410, "GoneException");
}

function describe(res: ServerResponse, connection: Connection): void {
  const { connectedAt, sourceIp, userAgent } = connection.facts;
  res.writeHead(200, { "content-type": "application/json" });
  res.end(
    JSON.stringify({
      connectedAt: new Date(connectedAt).toISOString(),
      identity: { sourceIp, userAgent },
      lastActiveAt: new Date(connection.lastActiveAt()).toISOString(),
    }),
  );
}

function refuse(res: ServerResponse, status: number, type: string, message?: string): void {
  res.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type });
  res.end(message === undefined ? "" : JSON.stringify({ message }));
}

function connectionIdOf(url: string): string | undefined {
  const [, encoded] = /^\/[^/]+\/@connections\/([^/?]+)$/.exec(url) ?? [];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
