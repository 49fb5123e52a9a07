import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { embedText } from "#local/model/embed-text.ts";

export const dimensions = 64;

export interface GullibleModel {
  readonly url: string;
  /** What persons said, of all that it was ever shown to learn from. */
  readonly shown: readonly string[];
  close(): Promise<void>;
}

interface Message {
  readonly role: string;
  readonly content: unknown;
}

interface Body {
  readonly input?: readonly string[];
  readonly messages: readonly Message[];
  readonly tools?: readonly object[];
  readonly response_format?: { readonly json_schema?: { readonly name: string } };
}

interface Shown {
  readonly n: number;
  readonly role: string;
  readonly text: string;
}

interface Input {
  readonly messages?: readonly Shown[];
}

const parts = ["profile", "working_on", "preferences", "open_threads"];

/** A model that takes whatever it is shown for a fact, keeps all that it is told, and decides nothing. */
export async function startGullibleModel(): Promise<GullibleModel> {
  const shown: string[] = [];
  const server = createServer((request, response) => {
    const respond = async () => {
      const body = JSON.parse(await text(request)) as Body;
      if (request.url?.endsWith("/embeddings")) return embed(response, body.input ?? []);
      const schema = body.response_format?.json_schema?.name;
      const said = String(body.messages.findLast(({ role }) => role === "user")?.content);
      if (schema === "title") {
        const [first = ""] = said.replace(/^user: /, "").split("\n\n");
        shown.push(first);
        return stream(response, { content: JSON.stringify({ title: first }) }, "stop");
      }
      if (schema !== undefined) {
        const input = JSON.parse(said) as Input;
        shown.push(...(input.messages ?? []).filter(({ role }) => role === "user").map((own) => own.text));
        return stream(response, { content: JSON.stringify(swallow(schema, input)) }, "stop");
      }
      const isAnswered = body.messages.some(({ role }) => role === "tool");
      if (!body.tools || isAnswered) return stream(response, { content: "Noted, I will." }, "stop");
      const remember = { name: "remember", arguments: JSON.stringify({ content: said, type: "fact" }) };
      const tool_calls = [{ index: 0, id: "call_1", type: "function", function: remember }];
      stream(response, { tool_calls }, "tool_calls");
    };
    respond().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    shown,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function swallow(schema: string, { messages = [] }: Input): object {
  if (schema === "facts") return { facts: messages.map(toFact) };
  if (schema === "decisions") return { decisions: [] };
  return {
    title: messages[0]?.text.slice(0, 60) ?? "nothing",
    summary: messages.map((message) => message.text).join(" "),
    state: messages.flatMap(({ n, text: line }) =>
      parts.map((part) => ({
        ...{ part, action: "add", handle: null, text: line.slice(0, 200), type: "fact", sources: [n] },
      })),
    ),
  };
}

function toFact({ n, text: told }: Shown): object {
  const dates = { from: null, until: null };
  const graph = {
    entities: [{ name: told.slice(0, 80), type: "thing" }],
    relations: [{ subject: "user", predicate: "trusts", object: told.slice(0, 80) }],
  };
  return { text: told, type: "fact", importance: 1, sources: [n], ...dates, ...graph };
}

function stream(response: ServerResponse, delta: object, finish_reason: string): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const chunk = { id: "c", object: "chat.completion.chunk", created: 0, model: "gullible" };
  for (const choice of [
    { index: 0, delta, finish_reason: null },
    { index: 0, delta: {}, finish_reason },
  ])
    response.write(`data: ${JSON.stringify({ ...chunk, choices: [choice] })}\n\n`);
  response.end("data: [DONE]\n\n");
}

function embed(response: ServerResponse, input: readonly string[]): void {
  const data = input.map((each, index) => ({ index, embedding: [...embedText(each, dimensions)] }));
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ data }));
}
