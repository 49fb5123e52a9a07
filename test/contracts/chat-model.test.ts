import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type LocalModel, startModel } from "#local/model/start-model.ts";
import { UpstreamUnavailable } from "#shared/errors.ts";
import type { ChatModel, ChatPart, ChatRequest } from "#shared/ports/chat-model.ts";
import { composeChatModel } from "#shared/runtime/compose/chat-model.ts";
import { readSettings } from "#shared/runtime/settings.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";

const deadlineMs = 30_000;
let server: LocalModel;
beforeAll(async () => {
  server = await startModel({ msPerWord: 2 });
});
afterAll(() => server.close());
beforeEach(() => server.disturb("pass"));

function connect(more: Record<string, string> = {}): ChatModel {
  const environment = { AIMI_LLM_BASE_URL: server.url, AIMI_LLM_MODEL: "aimi-offline-chat", ...more };
  return composeChatModel(readSettings(environment, {}), { tally: fakeTally() });
}

const asked = (content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [{ role: "user", content }],
  ...more,
});

async function gather(request: ChatRequest, model = connect(), parts: ChatPart[] = []): Promise<ChatPart[]> {
  for await (const part of model.stream(request, { deadlineMs })) parts.push(part);
  return parts;
}
const textOf = (parts: readonly ChatPart[]) =>
  parts.map((part) => (part.type === "text" ? part.text : "")).join("");

const query = { type: "object", properties: { query: { type: "string" } }, required: ["query"] };
const tools = [{ name: "search_memory", description: "searches what is remembered", parameters: query }];

describe("the chat model over OpenAI's protocol", () => {
  test("answers word by word and tells what it cost", async () => {
    const parts = await gather(asked("Hello, my name is Alice and I love programming"));
    expect(textOf(parts)).toBe("Hello Alice! Noted: your name is Alice, and you love programming.");
    expect(parts).toHaveLength(12);
    expect(parts.at(-1)).toEqual({
      type: "end",
      finishReason: "stop",
      model: "aimi-offline-chat",
      usage: { promptTokens: 12, completionTokens: 11 },
    });
  });

  test("ends by length where the request says so", async () => {
    const parts = await gather(asked("Tell me a long story", { maxTokens: 20 }));
    expect(parts.at(-1)).toMatchObject({ finishReason: "length", usage: { completionTokens: 20 } });
  });

  test("calls a tool, and goes on with what it gave", async () => {
    const question = asked("Search your memory for tea", { tools });
    const [called, end] = await gather(question);
    expect(end).toMatchObject({ type: "end", finishReason: "tools" });
    const calls = called?.type === "calls" ? called.calls : [];
    expect(calls).toMatchObject([{ name: "search_memory", arguments: '{"query":"tea"}' }]);

    const given = JSON.stringify({ results: [{ id: "1", content: "I love tea" }] });
    const parts = await gather({
      messages: [
        ...question.messages,
        { role: "assistant", content: "", toolCalls: calls },
        { role: "tool", toolCallId: calls[0]!.id, content: given },
      ],
      tools,
    });
    expect(textOf(parts)).toContain("“I love tea”");
  });

  test("gives JSON by a schema", async () => {
    const schema = { type: "object", properties: { title: { type: "string" } }, required: ["title"] };
    const parts = await gather(asked("I love green tea", { schema: { name: "title", schema } }));
    expect(JSON.parse(textOf(parts))).toEqual({ title: "Love green tea" });
  });

  test.each(["fail", "rate-limit", "cut", "nonsense"] as const)(
    "fails when the server does: %s",
    async (how) => {
      server.disturb(how);
      await expect(gather(asked("hello"))).rejects.toThrow(UpstreamUnavailable);
    },
  );

  test.each(["cut-midway", "nonsense-midway"] as const)(
    "fails after what it said when the server breaks off: %s",
    async (how) => {
      server.disturb(how);
      const parts: ChatPart[] = [];
      await expect(gather(asked("Tell me a story"), connect(), parts)).rejects.toThrow(UpstreamUnavailable);
      expect(parts.length).toBeGreaterThan(10);
      expect(parts.every(({ type }) => type === "text")).toBe(true);
    },
  );

  test("is given up at the deadline when the server falls silent", async () => {
    for (const how of ["hang", "hang-midway"] as const) {
      server.disturb(how);
      const asking = async () => {
        for await (const _ of connect().stream(asked("hello"), { deadlineMs: 300 }));
      };
      await expect(asking()).rejects.toThrow(UpstreamUnavailable);
    }
  });

  test("falls back to the other model where its own is not there", async () => {
    const model = connect({ AIMI_LLM_MODEL: "gone", AIMI_LLM_FALLBACK_MODEL: "aimi-offline-chat" });
    const parts = await gather(asked("hello"), model);
    expect(parts.at(-1)).toMatchObject({ type: "end", model: "aimi-offline-chat" });
  });
});
