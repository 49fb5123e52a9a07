import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";

export interface Hop {
  readonly name: string;
  readonly beganAtMs: number;
  endedAtMs: number;
}

/** What the stand-ins on this thread are asked, and when they have answered. Postgres runs on a thread of its own. */
export function watchHops() {
  let hops: Hop[] = [];
  const open = new WeakMap<ServerResponse, Hop>();
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const hop = { name: nameOf(request), beganAtMs: performance.now(), endedAtMs: 0 };
    open.set(response, hop);
    hops.push(hop);
  });
  subscribe("http.server.response.finish", (message) => {
    const { response } = message as { response: ServerResponse };
    const hop = open.get(response);
    if (hop) hop.endedAtMs = performance.now();
  });
  return {
    take(): readonly Hop[] {
      const taken = hops;
      hops = [];
      return taken;
    },
  };
}

function nameOf({ url = "", headers }: IncomingMessage): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.replace(/^AmazonSQS\.|^DynamoDB_\d+\./, "");
  if (url.includes("/@connections/")) return "post to socket";
  if (url.includes("/chat/completions")) return "model";
  if (url.includes("/embeddings")) return "embedder";
  return url.includes("/sql") ? "postgres" : "redis";
}
