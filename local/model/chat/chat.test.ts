import OpenAI from "openai";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Disturbance, type LocalModel, startModel } from "../start-model.ts";

const model = "aimi-offline-chat";
const hello = "Hello, my name is Alice and I love programming";
const reply = "Hello Alice! Noted: your name is Alice, and you love programming.";
const messages = [{ role: "user" as const, content: hello }];

let server: LocalModel;
let openai: OpenAI;

beforeEach(async () => {
  server = await startModel({ msPerWord: 0 });
  openai = new OpenAI({ baseURL: server.url, apiKey: "offline", maxRetries: 0, logLevel: "off" });
});
afterEach(() => server.close());

const post = (fields: object) =>
  fetch(`${server.url}/chat/completions`, {
    method: "POST",
    headers: { authorization: "Bearer x" },
    body: JSON.stringify({ model, messages, ...fields }),
  });
const streaming = (content: string) =>
  openai.chat.completions.create({ model, messages: [{ role: "user", content }], stream: true });
async function gather(content: string): Promise<string> {
  let text = "";
  for await (const { choices } of await streaming(content)) text += choices[0]?.delta.content ?? "";
  return text;
}

describe("an answer at once", () => {
  test("has OpenAI's shape", async () => {
    expect(await openai.chat.completions.create({ model, messages })).toEqual({
      id: expect.stringMatching(/^chatcmpl-/),
      object: "chat.completion",
      model,
      created: expect.any(Number),
      service_tier: "default",
      system_fingerprint: expect.any(String),
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: reply, refusal: null, annotations: [] },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: expect.objectContaining({ prompt_tokens: 12, completion_tokens: 11, total_tokens: 23 }),
    });
  });

  test("is the same for the same request", async () => {
    const ask = async () => JSON.stringify(await openai.chat.completions.create({ model, messages }));
    expect(await ask()).toBe(await ask());
  });

  test("ends by length where the limit is", async () => {
    const { choices } = await openai.chat.completions.create({ model, messages, max_completion_tokens: 3 });
    expect(choices[0]).toMatchObject({
      finish_reason: "length",
      message: { content: "Hello Alice! Noted:" },
    });
  });

  test("calls tools", async () => {
    const parameters = { type: "object", properties: { content: { type: "string" } } };
    const { choices } = await openai.chat.completions.create({
      model,
      messages: [{ role: "user", content: "Remember that I love tea" }],
      tools: [{ type: "function", function: { name: "remember", parameters } }],
    });
    expect(choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        content: null,
        tool_calls: [
          {
            type: "function",
            function: { name: "remember", arguments: '{"content":"The user loves tea."}' },
          },
        ],
      },
    });
  });
});

describe("an answer that is streamed", () => {
  const eventsOf = async (fields: object) => {
    const response = await post({ stream: true, ...fields });
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const lines = (await response.text()).split("\n\n").filter(Boolean);
    expect(lines.every((line) => line.startsWith("data: "))).toBe(true);
    expect(lines.pop()).toBe("data: [DONE]");
    return lines.map((line) => JSON.parse(line.slice("data: ".length)));
  };

  test("says who speaks, then word by word, then why it ends, then what it cost", async () => {
    const events = await eventsOf({ stream_options: { include_usage: true } });
    const choices = events.flatMap((event) => event.choices);
    expect(choices[0]).toEqual({
      ...{ index: 0, logprobs: null, finish_reason: null },
      delta: { role: "assistant", content: "", refusal: null },
    });
    expect(choices.slice(1, -1).map(({ delta }) => delta.content)).toEqual(reply.match(/\s*\S+/g));
    expect(choices.at(-1)).toMatchObject({ delta: {}, finish_reason: "stop" });
    expect(events.slice(0, -1).every((event) => event.usage === null)).toBe(true);
    expect(events.at(-1)).toMatchObject({
      ...{ object: "chat.completion.chunk", choices: [] },
      usage: { prompt_tokens: 12, completion_tokens: 11, total_tokens: 23 },
    });
  });

  test("does not tell what it cost unless asked", async () => {
    expect((await eventsOf({})).some((event) => "usage" in event)).toBe(false);
  });

  test("calls tools in pieces that the client puts together", async () => {
    const runner = openai.chat.completions.stream({
      model,
      messages: [{ role: "user", content: "Search your memory for all that I said about green tea" }],
      tools: [
        {
          type: "function",
          function: {
            name: "search_memory",
            parameters: { type: "object", properties: { query: { type: "string" } } },
          },
        },
      ],
    });
    const { choices } = await runner.finalChatCompletion();
    expect(choices[0]).toMatchObject({ finish_reason: "tool_calls" });
    const [call] = choices[0]!.message.tool_calls ?? [];
    expect(call).toMatchObject({
      function: { name: "search_memory", arguments: '{"query":"all that I said about green tea"}' },
    });
  });

  test("takes its time for each word", async () => {
    server.pace(20);
    const startedAt = performance.now();
    const words = (await gather(hello)).split(" ").length;
    // The first word takes no time, and timers may ring a little early.
    expect(performance.now() - startedAt).toBeGreaterThan((words - 2) * 20);
  });

  test("is a long story when asked for one", async () => {
    expect((await gather("Tell me a long story")).split(/\s+/).length).toBeGreaterThanOrEqual(600);
  });
});

describe("a request that is not in order is refused", () => {
  const assistant = (id: string) => ({
    ...{ role: "assistant", content: null },
    tool_calls: [{ id, type: "function", function: { name: "f", arguments: "{}" } }],
  });

  test.each<[string, object, string | null, string]>([
    ["an unknown argument", { temprature: 1 }, null, "Unrecognized request argument"],
    ["no messages", { messages: undefined }, "messages", "Missing required parameter"],
    ["an empty list of messages", { messages: [] }, "messages", "empty array"],
    [
      "a role that there is not",
      { messages: [{ role: "boss", content: "" }] },
      "messages[0].role",
      "Supported values",
    ],
    ["a message without content", { messages: [{ role: "user" }] }, "messages[0].content", "Missing"],
    [
      "content that is no text",
      { messages: [{ role: "user", content: 5 }] },
      "messages[0].content",
      "Invalid type",
    ],
    [
      "a name with a space",
      { messages: [{ role: "user", content: "a", name: "a b" }] },
      "messages[0].name",
      "pattern",
    ],
    ["too much temperature", { temperature: 3 }, "temperature", "out of range"],
    ["no tokens at all", { max_tokens: 0 }, "max_tokens", "below minimum"],
    ["both limits at once", { max_tokens: 1, max_completion_tokens: 1 }, "max_tokens", "same time"],
    [
      "options of a stream without one",
      { stream_options: { include_usage: true } },
      "stream_options",
      "only allowed",
    ],
    ["an empty list of tools", { tools: [] }, "tools", "empty array"],
    ["a choice without tools", { tool_choice: "auto" }, "tool_choice", "only allowed"],
    [
      "a format that there is not",
      { response_format: { type: "xml" } },
      "response_format.type",
      "Supported values",
    ],
    ["JSON that nobody spoke of", { response_format: { type: "json_object" } }, "messages", "word 'json'"],
    [
      "an answer to no call",
      { messages: [...messages, { role: "tool", tool_call_id: "x", content: "" }] },
      "messages.[1].role",
      "must be a response",
    ],
    ["a call without an answer", { messages: [assistant("x"), ...messages] }, "messages.[1].role", "x"],
    [
      "a prompt that is too long",
      { messages: [{ role: "user", content: "字".repeat(128_001) }] },
      "messages",
      "maximum context length",
    ],
  ])("%s", async (_, fields, param, message) => {
    const response = await post(fields);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: {
        ...{ type: "invalid_request_error", param, code: expect.toSatisfy(isTextOrNull) },
        message: expect.stringContaining(message),
      },
    });
  });

  const isTextOrNull = (value: unknown) => value === null || typeof value === "string";

  test("a model that is not there", async () => {
    const response = await post({ model: "gpt-5" });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "model_not_found", param: "model" } });
  });
});

describe("disturbed", () => {
  test.each<[Disturbance, RegExp]>([
    ["fail", /500/],
    ["rate-limit", /429/],
    ["cut", /Connection error/],
  ])("by %s it fails before its first word", async (how, message) => {
    server.disturb(how);
    await expect(streaming(hello)).rejects.toThrow(message);
  });

  test("by nonsense it says nothing that a client could read", async () => {
    server.disturb("nonsense");
    expect(await gather(hello)).toBe("");
  });

  test.each<Disturbance>(["cut-midway", "nonsense-midway"])(
    "by %s it fails after some words",
    async (how) => {
      server.disturb(how);
      let text = "";
      const listen = async () => {
        for await (const { choices } of await streaming(hello)) text += choices[0]?.delta.content ?? "";
      };
      await expect(listen()).rejects.toThrow();
      expect(text).toBe("Hello Alice! Noted: your name");
    },
  );

  test("by hang-midway it falls silent after some words, until the client goes", async () => {
    server.disturb("hang-midway");
    const stream = await streaming(hello);
    let text = "";
    for await (const { choices } of stream) {
      text += choices[0]?.delta.content ?? "";
      if (text.endsWith("name")) setTimeout(() => stream.controller.abort(), 50);
    }
    expect(text).toBe("Hello Alice! Noted: your name");
  });

  test("at one path it is well at the others", async () => {
    server.disturb("fail", "/v1/chat/completions");
    await expect(streaming(hello)).rejects.toThrow(/500/);
    const { data } = await openai.embeddings.create({ model: "aimi-offline-embedding", input: "hello" });
    expect(data).toHaveLength(1);
  });
});
