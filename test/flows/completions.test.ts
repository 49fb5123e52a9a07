import OpenAI from "openai";
import { describe, expect, inject, test } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call } from "./call.ts";
import { openChat } from "./chat-client.ts";

const { url, wsUrl, environment } = inject("cloud");

type Params = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, "model" | "stream">;
type Answer = OpenAI.ChatCompletion & { conversation_id: string | null; memories: { content: string }[] };

/** Somebody of a tenant of their own who talks by any client of OpenAI's protocol. */
function person(userId = "anna", tenantId = uniqueTenant()) {
  const openai = new OpenAI({
    baseURL: `${url}/v1`,
    apiKey: "sk-anything",
    maxRetries: 0,
    defaultQuery: { tenant_id: tenantId },
    defaultHeaders: { "x-user-id": userId },
  });
  const model = "gpt-4o-mini";
  return {
    openai,
    tenantId,
    ask: async (given: Params) => (await openai.chat.completions.create({ model, ...given })) as Answer,
    say: async (content: string, given: Partial<Params> = {}) =>
      (await openai.chat.completions.create({
        model,
        messages: [{ role: "user", content }],
        ...given,
      })) as Answer,
    get: async (path: string) =>
      (await call(`${url}${path}?tenant_id=${tenantId}`, { headers: { "x-user-id": userId } })).json() as {
        items: { id: string; role: string; content: string; tool_calls?: { name: string }[] }[];
      },
  };
}

const weather: OpenAI.ChatCompletionFunctionTool = {
  type: "function",
  function: {
    name: "get_weather",
    description: "The weather of a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};
const asksWeather = "Call get_weather for Oslo, please.";

describe("any client of OpenAI", () => {
  test("is answered, and remembers what was said in another conversation", async () => {
    const { say, get } = person();
    const first = await say("My sister Ingrid plays the cello", { metadata: { conversation_id: "first" } });
    expect(first).toMatchObject({ object: "chat.completion", conversation_id: "first" });
    expect(first.model).toBe(environment.AIMI_LLM_MODEL);
    expect(first.choices[0]).toMatchObject({ finish_reason: "stop", message: { role: "assistant" } });
    expect(first.usage!.total_tokens).toBeGreaterThan(0);

    const other = await say("What does my sister Ingrid play?", { metadata: { conversation_id: "other" } });
    expect(other.choices[0]!.message.content).toContain("cello");
    expect(other.memories.map(({ content }) => content)).toContain("My sister Ingrid plays the cello");
    expect((await get("/v1/conversations")).items.map(({ id }) => id).toSorted()).toEqual(["first", "other"]);
  });

  test("that asks the same again and again finds what it asks about each time", async () => {
    const { say } = person();
    await say("My sister Ingrid plays the cello");
    const question = "What does my sister Ingrid play?";
    for (let asked = 0; asked < 4; asked += 1)
      expect((await say(question)).choices[0]!.message.content).toContain("cello");
  });

  test("keeps its own history: only what is said last is kept, in the conversation that it began", async () => {
    const { ask, say, get } = person();
    const { conversation_id } = await say("I am Ann");
    const messages: OpenAI.ChatCompletionMessageParam[] = [
      { role: "user", content: "I am Ann" },
      { role: "assistant", content: "So you are." },
      { role: "user", content: "I like tea" },
    ];
    expect((await ask({ messages })).conversation_id).toBe(conversation_id);
    const { items } = await get(`/v1/conversations/${conversation_id}/messages`);
    expect(items.filter(({ role }) => role === "user").map(({ content }) => content)).toEqual([
      "I am Ann",
      "I like tea",
    ]);
    expect(items).toHaveLength(4);
  });

  test("hears the reply word by word, with what it cost at the end", async () => {
    const { openai, say } = person();
    const stream = await openai.chat.completions.create({
      model: "any",
      messages: [{ role: "user", content: "Tell me a story of 60 words" }],
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk);
      text += chunk.choices[0]?.delta.content ?? "";
    }
    expect(text.split(" ").length).toBeGreaterThan(40);
    expect(chunks.length).toBeGreaterThan(4);
    expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe("stop");
    expect(chunks.at(-1)!.usage!.completion_tokens).toBeGreaterThan(20);
    expect((await say("hi")).choices).toHaveLength(1);
  });

  test("calls its own tools, and its message is kept once", async () => {
    const { ask, get } = person();
    const named = { metadata: { conversation_id: "w" }, tools: [weather] };
    const said = { role: "user", content: asksWeather } as const;
    const asked = await ask({ messages: [said], ...named });
    const [choice] = asked.choices;
    expect(choice!.finish_reason).toBe("tool_calls");
    const [toolCall] = choice!.message.tool_calls!;
    expect(toolCall).toMatchObject({ type: "function", function: { name: "get_weather" } });

    const result = { role: "tool", tool_call_id: toolCall!.id, content: '{"weather":"rain"}' } as const;
    const answered = await ask({ messages: [said, choice!.message, result], ...named });
    expect(answered.choices[0]!.finish_reason).toBe("stop");
    expect(answered.choices[0]!.message.content).toMatch(/rain/);
    const { items } = await get("/v1/conversations/w/messages");
    expect(items.map(({ role }) => role)).toEqual(["user", "assistant", "assistant"]);
    expect(items[1]!.tool_calls).toMatchObject([{ name: "get_weather", result: null }]);
  });

  test("comes back to what the app has done meanwhile, which is not done again", async () => {
    const { ask, get } = person();
    const named = { metadata: { conversation_id: "both" } };
    const said = { role: "user", content: "Remind me on 2099-01-01 at 9:00 to call mum" } as const;
    await ask({ messages: [said], ...named });
    const toolCalls = [
      { id: "w1", type: "function", function: { name: "get_weather", arguments: "{}" } } as const,
    ];
    const asked = { role: "assistant", content: null, tool_calls: toolCalls } as const;
    const result = { role: "tool", tool_call_id: "w1", content: '{"weather":"rain"}' } as const;
    await ask({ messages: [said, asked, result], ...named, tools: [weather] });
    expect((await get("/v1/reminders")).items).toHaveLength(1);
    const { items } = await get("/v1/conversations/both/messages");
    expect(items.map(({ role }) => role)).toEqual(["user", "assistant", "assistant"]);
  });

  test("has the app's tools in between, of which it is told nothing", async () => {
    const { say, get } = person();
    const named = { metadata: { conversation_id: "t" } };
    const { choices } = await say("Remember that I like oat milk", named);
    expect(choices[0]).toMatchObject({ finish_reason: "stop", message: { content: expect.any(String) } });
    expect(choices[0]!.message.tool_calls).toBeUndefined();
    const { items } = await get("/v1/conversations/t/messages");
    expect(items.at(-1)!.tool_calls).toMatchObject([{ name: "remember" }]);
  });

  test("gets JSON that follows its schema", async () => {
    const { say } = person();
    const schema = { type: "object", properties: { mood: { type: "string" } }, required: ["mood"] };
    const { choices } = await say("How am I?", {
      response_format: { type: "json_schema", json_schema: { name: "mood", schema } },
    });
    expect(JSON.parse(choices[0]!.message.content!)).toMatchObject({ mood: expect.any(String) });
  });
});

describe("a client that wants nothing kept", () => {
  test("is answered from what is known, and leaves nothing", async () => {
    const { say, get } = person();
    await say("My dog Rex loves snow", { metadata: { conversation_id: "kept" } });
    const answer = await say("What does my dog Rex love?", { store: false });
    expect(answer.conversation_id).toBeNull();
    expect(answer.choices[0]!.message.content).toContain("snow");
    expect((await get("/v1/conversations")).items.map(({ id }) => id)).toEqual(["kept"]);
    expect((await get("/v1/conversations/kept/messages")).items).toHaveLength(2);
  });

  test("of a new tenant is answered, too", async () => {
    const { say, get } = person();
    expect((await say("Hello", { store: false })).choices[0]!.message.content).not.toBe("");
    expect((await get("/v1/conversations")).items).toEqual([]);
  });

  test("hears it word by word", async () => {
    const { openai } = person();
    const stream = await openai.chat.completions.create({
      model: "any",
      messages: [{ role: "user", content: "Tell me a story of 40 words" }],
      stream: true,
      store: false,
    });
    let chunks = 0;
    for await (const { choices } of stream) if (choices[0]?.delta.content) chunks += 1;
    expect(chunks).toBeGreaterThan(4);
  });
});

test("what a client of OpenAI says is heard by the person's sockets", async () => {
  const { say, tenantId } = person();
  const chat = await openChat(wsUrl, { tenant: tenantId });
  try {
    await chat.say("Hello", { conversation_id: "shared" });
    const named = { metadata: { conversation_id: "shared" } };
    const [heard, { choices }] = await Promise.all([chat.hear(), say("Hello there", named)]);
    expect(heard.accepted.text).toBe("Hello there");
    expect(heard.text).toBe(choices[0]!.message.content);
  } finally {
    await chat.close();
  }
});
