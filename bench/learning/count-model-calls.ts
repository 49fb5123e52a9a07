import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

export interface ModelCalls {
  /** By what was asked for: "facts", "decisions", "session", "title", "chat". */
  readonly calls: Readonly<Record<string, number>>;
  readonly tokens: Readonly<Record<string, number>>;
}

export interface CountingModel {
  readonly url: string;
  /** Where the model is that answers. */
  aim(url: string): void;
  count(): ModelCalls;
  close(): Promise<void>;
}

const handedOn = ["authorization", "content-type", "accept"];

/** Stands before a model, counts what is asked of it and what that costs, and changes nothing. */
export async function countModelCalls(): Promise<CountingModel> {
  const calls = new Map<string, number>();
  const tokens = new Map<string, number>();
  let target = "";
  const add = (counts: Map<string, number>, kind: string, more: number) =>
    counts.set(kind, (counts.get(kind) ?? 0) + more);

  const server = createServer(async (request, response) => {
    try {
      const body = await text(request);
      const kind = kindOf(request.url ?? "", body);
      if (kind) add(calls, kind, 1);
      const headers = handedOn.flatMap((name) => {
        const value = request.headers[name];
        return typeof value === "string" ? [[name, value] as [string, string]] : [];
      });
      const answer = await fetch(`${target}${request.url}`, {
        ...{ method: request.method ?? "GET", headers },
        ...(body !== "" && { body }),
      });
      response.writeHead(answer.status, {
        "content-type": answer.headers.get("content-type") ?? "text/plain",
      });
      let said = "";
      const decoder = new TextDecoder();
      for await (const chunk of answer.body ?? []) {
        said += decoder.decode(chunk, { stream: true });
        response.write(chunk);
      }
      response.end();
      if (kind) add(tokens, kind, tokensIn(said));
    } catch {
      response.destroy();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The counter has no port");

  return {
    url: `http://127.0.0.1:${address.port}`,
    aim: (url) => {
      target = url;
    },
    count: () => ({ calls: Object.fromEntries(calls), tokens: Object.fromEntries(tokens) }),
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function kindOf(path: string, body: string): string | undefined {
  if (!path.endsWith("/chat/completions")) return undefined;
  const { response_format } = JSON.parse(body) as { response_format?: { json_schema?: { name?: string } } };
  return response_format?.json_schema?.name ?? "chat";
}

function tokensIn(answer: string): number {
  return Number([...answer.matchAll(/"total_tokens":\s*(\d+)/g)].at(-1)?.[1] ?? 0);
}
