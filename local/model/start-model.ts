import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { answerRequest } from "./answer-request.ts";
import { type Answer, rateLimited, serverError } from "./openai-error.ts";

export type Disturbance = "pass" | "fail" | "hang" | "rate-limit";

/** A stand-in for a model server: OpenAI's protocol, hashed words instead of a model. */
export interface LocalModel {
  readonly url: string;
  /** Requests so far, the disturbed ones included; `path` as in `/v1/embeddings`. */
  requestCount(path?: string): number;
  disturb(how: Disturbance): void;
  close(): Promise<void>;
}

export async function startModel(options: { port?: number; dimensions?: number } = {}): Promise<LocalModel> {
  const { port = 0, dimensions = 384 } = options;
  const counts = new Map<string, number>();
  let disturbance: Disturbance = "pass";

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "GET", url = "/", headers } = request;
    const path = url.replace(/\?.*/s, "");
    counts.set(path, (counts.get(path) ?? 0) + 1);
    const requestId = `req_${total(counts)}`;
    const body = await text(request);
    if (disturbance === "hang") return;
    if (disturbance === "fail") send(response, requestId, serverError());
    else if (disturbance === "rate-limit") send(response, requestId, rateLimited());
    else {
      const { authorization } = headers;
      send(response, requestId, answerRequest({ method, path, authorization, body }, dimensions));
    }
  };

  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The model server has no port");

  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requestCount: (path) => (path === undefined ? total(counts) : (counts.get(path) ?? 0)),
    disturb: (how) => {
      disturbance = how;
    },
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, requestId: string, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    "content-type": "application/json",
    server: "aimi-offline-stand-in",
    "x-request-id": requestId,
    ...headers,
  });
  response.end(JSON.stringify(body));
}

function total(counts: Map<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
