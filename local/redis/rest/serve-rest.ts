import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Backend } from "../backend.ts";
import { CommandError } from "../reply.ts";
import { answerCommands } from "./answer-commands.ts";
import { TooLarge } from "./limit-size.ts";
import { parseSubscriptions, streamMessages } from "./stream-messages.ts";

export interface RestOptions {
  readonly backend: Backend;
  readonly token: string;
  readonly onCommand: () => void;
}

export function serveRest(options: RestOptions): Server {
  // Longer than clients keep an idle connection, so that none is closed under a request.
  return createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    answer(options, request, response).catch((error: unknown) => fail(response, error));
  });
}

let requestCount = 0;
const nextSyncToken = () => Buffer.from(`local:${++requestCount}`).toString("base64url");

async function answer(
  options: RestOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://local");
  if (tokenOf(request, url) !== options.token) {
    return sendJson(response, 401, { error: "WRONGPASS invalid or missing auth token" });
  }
  if (!["HEAD", "GET", "POST", "PUT"].includes(request.method ?? "")) {
    return sendJson(response, 405, { error: "ERR unsupported HTTP method" });
  }
  response.setHeader("Upstash-Sync-Token", nextSyncToken());
  const subscriptions = parseSubscriptions(url.pathname);
  const body = await readBody(request);
  if (subscriptions) return streamMessages(options.backend, subscriptions, request, response);
  const base64 = request.headers["upstash-encoding"] === "base64";
  sendJson(response, 200, await answerCommands(options, url, body, base64));
}

function tokenOf(request: IncomingMessage, url: URL): string | null {
  const { authorization } = request.headers;
  if (authorization === undefined) return url.searchParams.get("_token");
  return /^Bearer (.+)$/i.exec(authorization)?.[1] ?? null;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) response.destroy();
  else sendJson(response, statusOf(error), { error: error instanceof Error ? error.message : String(error) });
}

function statusOf(error: unknown): number {
  if (error instanceof TooLarge) return 413;
  return error instanceof CommandError || error instanceof URIError ? 400 : 500;
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(value));
}
