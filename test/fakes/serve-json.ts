import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface JsonServer {
  readonly url: string;
  readonly requests: readonly { readonly method: string; readonly path: string; readonly body: string }[];
  close(): Promise<void>;
}

/** A server that answers each request with what `answer` makes of it; "silence" never answers. */
export async function serveJson(
  answer: (body: string) => { status: number; body: unknown } | "silence",
): Promise<JsonServer> {
  const requests: { method: string; path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const respond = async () => {
      const body = await text(request);
      requests.push({ method: request.method ?? "", path: request.url ?? "", body });
      const answered = answer(body);
      if (answered === "silence") return;
      response.writeHead(answered.status, { "content-type": "application/json" });
      response.end(JSON.stringify(answered.body));
    };
    respond().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
