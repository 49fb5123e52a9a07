import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What a scripted server does next: an event, bytes as they are, or a fault. */
export type Step = { readonly event: unknown } | { readonly bytes: string } | "hang" | "cut";

export type ChatScript =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | readonly Step[];

export interface ChatServer {
  readonly url: string;
  /** The bodies, in the order they came. */
  readonly requests: readonly Readonly<Record<string, unknown>>[];
  /** Resolves once a client has hung up before its answer was over. */
  readonly hungUp: Promise<void>;
  close(): Promise<void>;
}

export const delta = (fields: object): Step => ({ event: { choices: [{ index: 0, delta: fields }] } });
export const word = (content: string): Step => delta({ content });
export const finish = (reason: string): Step => ({
  event: { choices: [{ index: 0, delta: {}, finish_reason: reason }] },
});
export const counted = (prompt_tokens: number, completion_tokens: number): Step => ({
  event: { choices: [], usage: { prompt_tokens, completion_tokens } },
});
export const done: Step = { bytes: "data: [DONE]\n\n" };
export const answer = (...words: string[]): Step[] => [...words.map(word), finish("stop"), done];

/** A chat server that plays one script a request, the last one again and again. */
export async function serveChat(...scripts: readonly ChatScript[]): Promise<ChatServer> {
  const requests: Record<string, unknown>[] = [];
  const hungUp = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const respond = async () => {
      requests.push(JSON.parse(await text(request)));
      response.on("close", () => {
        if (!response.writableFinished) hungUp.resolve();
      });
      const script = scripts[Math.min(requests.length, scripts.length) - 1];
      await play(script ?? [], response);
    };
    respond().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    hungUp: hungUp.promise,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function play(script: ChatScript, response: ServerResponse): Promise<void> {
  if (!Array.isArray(script)) {
    const { status, body = {}, headers } = script as Exclude<ChatScript, readonly Step[]>;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
    return;
  }
  for (const step of script as readonly Step[]) {
    if (step === "hang") return;
    if (step === "cut") {
      response.destroy();
      return;
    }
    if (!response.headersSent) response.writeHead(200, { "content-type": "text/event-stream" });
    const bytes = "bytes" in step ? step.bytes : `data: ${JSON.stringify(step.event)}\n\n`;
    // Each leaves before the next, so that a cut takes nothing of what was said.
    await new Promise((resolve) => response.write(bytes, resolve));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  response.end();
}
