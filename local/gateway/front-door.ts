import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { streamedPaths } from "#infra/edge-paths.ts";
import { viewerHeader } from "#shared/wire/origin-header.ts";
import { forwardedFor, peerAddress, rawHeaderPairs } from "./raw-headers.ts";
import type { WebSocketApi } from "./websocket-api.ts";

export interface FrontDoor {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

export interface FrontDoorOptions {
  port: number;
  /** Only 127.0.0.1 by default, and ::1 where there is one, so that `localhost` always leads here. */
  host?: string;
  httpApi: RequestListener;
  functionUrl: RequestListener;
  webSocketApi: Pick<WebSocketApi, "upgrade">;
  /** What the edge adds to each request on its way to an origin. */
  originHeaders?: Readonly<Record<string, string>>;
}

const webSocketPath = "/ws/chat";
const streamed = streamedPaths.map(matcher);

/** Plays CloudFront: one public address in front of the three origins. */
export async function startFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const servers: Server[] = [];
  const open = new Set<Duplex>();

  async function listen(port: number, host: string): Promise<number> {
    const server = createServer((req, res) => {
      if (hasBodyOnGet(req)) {
        res.writeHead(403, { server: "CloudFront", "x-cache": "Error from cloudfront" });
        return void res.end("Bad request.");
      }
      const [path = ""] = (req.url ?? "").split("?");
      if (path === webSocketPath) {
        res.writeHead(426, { "content-type": "application/json", upgrade: "websocket" });
        return void res.end('{"message":"Upgrade Required"}');
      }
      addEdgeHeaders(req, options.originHeaders);
      const origin = streamed.some((matches) => matches(path)) ? options.functionUrl : options.httpApi;
      origin(req, res);
    });
    server.on("upgrade", (req: IncomingMessage, socket: Duplex, head: Buffer) => {
      open.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => open.delete(socket));
      const [path] = (req.url ?? "").split("?");
      if (path !== webSocketPath)
        return void socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
      addEdgeHeaders(req, options.originHeaders);
      options.webSocketApi.upgrade(req, socket, head);
    });
    await listening(server, port, host);
    servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  async function close(): Promise<void> {
    for (const socket of open) socket.destroy();
    await Promise.all(servers.map(closeServer));
  }

  const host = options.host ?? "127.0.0.1";
  const port = await listen(options.port, host);
  if (options.host === undefined) {
    try {
      await listen(port, "::1");
    } catch (error) {
      if (!hasNoIpv6(error) && options.port !== 0) {
        await close();
        throw error;
      }
    }
  }
  return { port, url: `http://${host}:${port}`, close };
}

/** CloudFront's patterns: `*` is any run of characters, slashes included, `?` any one. */
function matcher(pattern: string): (path: string) => boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`, "s");
  return (path) => expression.test(path);
}

function addEdgeHeaders(req: IncomingMessage, originHeaders: Readonly<Record<string, string>> = {}): void {
  const added: Record<string, string> = {
    "x-forwarded-for": forwardedFor(req),
    [viewerHeader]: peerAddress(req),
    via: "1.1 local.cloudfront.net (CloudFront)",
    "x-amz-cf-id": randomBytes(42).toString("base64url"),
  };
  for (const [name, value] of Object.entries(originHeaders)) added[name.toLowerCase()] = value;
  const kept = rawHeaderPairs(req).filter(([name]) => !(name.toLowerCase() in added));
  req.rawHeaders = [...kept, ...Object.entries(added)].flat();
}

function hasBodyOnGet(req: IncomingMessage): boolean {
  const { "content-length": length = "0", "transfer-encoding": chunked } = req.headers;
  return req.method === "GET" && (length !== "0" || chunked !== undefined);
}

function listening(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, host, () => {
    server.off("error", reject);
    resolve();
  });
  return promise;
}

function hasNoIpv6(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    ["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(String(error.code))
  );
}

function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}
