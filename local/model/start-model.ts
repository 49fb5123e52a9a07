import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { answerRequest } from "./answer-request.ts";
import { type Answer, rateLimited, serverError } from "./openai-error.ts";
import { type StreamFault, streamEvents } from "./stream-events.ts";

/** Those "midway" strike streams alone, once half of the words were sent. */
export type Disturbance =
  | "pass"
  | "fail"
  | "rate-limit"
  | StreamFault
  | "cut-midway"
  | "hang-midway"
  | "nonsense-midway";

/** A stand-in for a model server: OpenAI's protocol, hashed words and set phrases instead of a model. */
export interface LocalModel {
  readonly url: string;
  /** Requests so far, the disturbed ones included; `path` as in `/v1/embeddings`. */
  requestCount(path?: string): number;
  /** All requests from now on, or those of one path. */
  disturb(how: Disturbance, path?: string): void;
  /** Hears of each request when its answer begins. */
  onAnswer(listener: (answer: ModelAnswer) => void): void;
  /** How long a streamed word takes, from the next request on. */
  pace(msPerWord: number): void;
  close(): Promise<void>;
}

export interface ModelAnswer {
  readonly path: string;
  readonly body: string;
  /** On the process' own clock. */
  readonly arrivedAtMs: number;
  readonly beganAtMs: number;
}

export interface ModelOptions {
  readonly port?: number;
  readonly dimensions?: number;
  readonly msPerWord?: number;
  now?(): number;
}

export async function startModel(options: ModelOptions = {}): Promise<LocalModel> {
  const { port = 0, dimensions = 384, now = Date.now } = options;
  const counts = new Map<string, number>();
  const listeners: ((answer: ModelAnswer) => void)[] = [];
  let paceMs = options.msPerWord ?? 20;
  let disturbance: { how: Disturbance; path?: string | undefined } = { how: "pass" };

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const arrivedAtMs = performance.now();
    const { method = "GET", url = "/", headers } = request;
    const path = url.replace(/\?.*/s, "");
    counts.set(path, (counts.get(path) ?? 0) + 1);
    const requestId = `req_${total(counts)}`;
    const body = await text(request);
    const how = disturbance.path === undefined || disturbance.path === path ? disturbance.how : "pass";
    if (how === "hang") return;
    if (how === "cut") response.destroy();
    else if (how === "nonsense") response.end("<html>This is no model.</html>");
    else if (how === "fail") send(response, requestId, serverError());
    else if (how === "rate-limit") send(response, requestId, rateLimited());
    else {
      const { authorization } = headers;
      const answer = answerRequest({ method, path, authorization, body }, { dimensions, now });
      send(response, requestId, answer);
      for (const tell of listeners) tell({ path, body, arrivedAtMs, beganAtMs: performance.now() });
      if (answer.events) await streamEvents(response, answer.events, { paceMs, fault: faultMidway(how) });
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
    disturb: (how, path) => {
      disturbance = { how, path };
    },
    onAnswer: (listener) => {
      listeners.push(listener);
    },
    pace: (msPerWord) => {
      paceMs = msPerWord;
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

/** The whole answer, or the head of one that is streamed. */
function send(response: ServerResponse, requestId: string, { status, body, headers, events }: Answer): void {
  response.writeHead(status, {
    "content-type": events ? "text/event-stream; charset=utf-8" : "application/json",
    server: "aimi-offline-stand-in",
    "x-request-id": requestId,
    ...headers,
  });
  if (!events) response.end(JSON.stringify(body));
}

function faultMidway(how: Disturbance): StreamFault | undefined {
  return how.endsWith("-midway") ? (how.replace("-midway", "") as StreamFault) : undefined;
}

function total(counts: Map<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
