import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { afterEach } from "vitest";
import { WebSocket } from "ws";
import { createWebSocketApi, type WebSocketApi, type WebSocketApiOptions } from "./websocket-api.ts";

export interface SocketEvent {
  requestContext: Record<string, unknown> & { eventType: string; connectionId: string; requestId: string };
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  queryStringParameters?: Record<string, string>;
  body?: string;
}
export type Handle = (event: SocketEvent) => unknown;

export const ok = () => ({ statusCode: 200, body: "dropped" });
export let api: WebSocketApi;
let server: Server;
export let address: string;
export let events: SocketEvent[];
export let client: ApiGatewayManagementApiClient;

export async function start(handle: Handle = ok, options: Partial<WebSocketApiOptions> = {}): Promise<void> {
  events = [];
  api = createWebSocketApi({
    domainName: "ws123.execute-api.us-east-1.amazonaws.com",
    stage: "test",
    async invoke(event) {
      events.push(event as SocketEvent);
      return await handle(event as SocketEvent);
    },
    ...options,
  });
  server = createServer(api.manage);
  server.on("upgrade", api.upgrade);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new ApiGatewayManagementApiClient({
    endpoint: `http://${address}/test`,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
}

afterEach(async () => {
  await api.close();
  client.destroy();
  server.close();
  server.closeAllConnections();
});

export const dial = (path = "/", protocols: string[] = []) =>
  new WebSocket(`ws://${address}${path}`, protocols, { headers: { "User-Agent": "tester", "X-Own": "own" } });

export async function open(path?: string): Promise<WebSocket> {
  const socket = dial(path);
  await once(socket, "open");
  return socket;
}

export const nextText = async (socket: WebSocket) => String((await once(socket, "message"))[0]);
export const closing = async (socket: WebSocket) => {
  const [code, reason] = await once(socket, "close");
  return [code, String(reason)];
};
export const ofType = (type: string) => events.filter((event) => event.requestContext.eventType === type);
export const idOf = () => events[0]?.requestContext.connectionId ?? "";
export const post = (ConnectionId: string, Data: string) =>
  client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(Data) }));

export async function refusal(
  path?: string,
): Promise<{ status: number | undefined; body: Record<string, string> }> {
  const socket = dial(path);
  socket.on("error", () => undefined);
  const [, res] = await once(socket, "unexpected-response");
  const chunks: Buffer[] = [];
  for await (const chunk of res) chunks.push(chunk);
  return { status: res.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) };
}
