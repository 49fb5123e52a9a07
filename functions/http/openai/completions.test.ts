import { describe, expect, test } from "vitest";
import type { ToolFrame, TurnFrame } from "#shared/ports/turn-frames.ts";
import { fakeChatModel, modelDown } from "#test/fakes/fake-chat-model.ts";
import { startFakeChat } from "#test/fakes/start-fake-chat.ts";
import { startFakeHttp } from "#test/fakes/start-fake-http.ts";
import { delta, done, failure } from "#test/fakes/start-fake-socket.ts";
import { fitLetter } from "./fit-letter.ts";
import { toCompletionChunks } from "./to-completion-chunks.ts";

const path = "/v1/chat/completions";
const hello = { role: "user", content: "Hello" };
const reply = [delta(1, "Hi "), delta(2, "Anna"), done(3, "Hi Anna")];
const tools = [{ type: "function", function: { name: "weather" } }];

function callOf(seq: number, given: Partial<ToolFrame> = {}): TurnFrame {
  return { type: "tool", seq, name: "weather", arguments: { city: "Oslo" }, result: null, ...given };
}

function start(frames: readonly TurnFrame[] = reply, environment: Record<string, string> = {}) {
  const started = startFakeChat(frames, environment);
  const ask = (body: object, headers: object = { "x-user-id": "anna" }) =>
    started.say({ model: "gpt-4o", messages: [hello], ...body }, headers, path);
  return { ...started, ask };
}

/** The chunks of a stream, and whether it said that it was done. */
function chunksOf(text: string) {
  const lines = text.split("\n\n").filter((line) => line.startsWith("data: "));
  const data = lines.map((line) => line.slice("data: ".length));
  return {
    isDone: data.at(-1) === "[DONE]",
    chunks: data.filter((line) => line !== "[DONE]").map((line) => JSON.parse(line)),
  };
}

describe("a completion", () => {
  test("is the whole reply, with what it cost and the conversation that it stands in", async () => {
    const { ask } = start();
    const { status, json } = await ask({ metadata: { conversation_id: "c1" } });
    expect(status).toBe(200);
    expect(json).toEqual({
      id: expect.stringMatching(/^chatcmpl-/),
      object: "chat.completion",
      created: expect.any(Number),
      model: "m",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hi Anna", refusal: null },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      conversation_id: "c1",
      memories: [],
    });
  });

  test("sends its runner the history, and the last message of the user as what is said", async () => {
    const { ask, ports } = start();
    const messages = [
      { role: "system", content: "Be brief." },
      {
        role: "user",
        name: "Ben",
        content: [
          { type: "text", text: "One" },
          { type: "text", text: "two" },
        ],
      },
      { role: "assistant", content: "Three" },
      { role: "developer", content: "Be kind." },
      hello,
    ];
    await ask({ messages, temperature: 0, max_tokens: 50, stop: "END", user: "anna" }, {});
    expect(ports.turnQueue.sent[0]).toMatchObject({
      userId: "anna",
      text: "Hello",
      completion: {
        instructions: "Be brief.\n\nBe kind.",
        before: [
          { role: "user", content: "Ben: One\ntwo" },
          { role: "assistant", content: "Three" },
        ],
        since: [],
        tools: [],
        manner: { temperature: 0, maxTokens: 50, stop: ["END"] },
      },
    });
  });

  test("stands in the conversation that is named, by the body before the header, else in one by its first words", async () => {
    const { ask } = start();
    const named = async (body: object, headers: object = {}) =>
      (await ask(body, { "x-user-id": "anna", ...headers })).json.conversation_id;
    expect(await named({}, { "x-conversation-id": "c2" })).toBe("c2");
    expect(await named({ metadata: { conversation_id: "c1" } }, { "x-conversation-id": "c2" })).toBe("c1");
    const derived = await named({});
    const goesOn = [hello, { role: "assistant", content: "Hi" }, { role: "user", content: "And?" }];
    expect(await named({ messages: goesOn })).toBe(derived);
    expect(await named({ messages: [{ role: "user", content: "Bye" }] })).not.toBe(derived);
  });

  test("that calls the client's tools says so, and ours are not told", async () => {
    const ours = callOf(2, { name: "remember", result: { id: "m" } });
    const { ask } = start([delta(1, ""), ours, callOf(3, { callId: "call_1" }), done(4, "")]);
    const [{ message, finish_reason }] = (await ask({ tools })).json.choices;
    expect(finish_reason).toBe("tool_calls");
    expect(message.content).toBeNull();
    expect(message.tool_calls).toEqual([
      { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } },
    ]);
  });

  test("that failed is an error with its status", async () => {
    const { ask } = start([delta(1, "Hel"), failure(2)]);
    const { status, json } = await ask({});
    expect(status).toBe(503);
    expect(json.error).toMatchObject({ code: "upstream_unavailable", message: "the model does not answer" });
  });

  test("under one Idempotency-Key is asked for once", async () => {
    const { ask, ports } = start();
    const headers = { "x-user-id": "anna", "idempotency-key": "k1" };
    const first = await ask({}, headers);
    expect((await ask({}, headers)).json).toEqual(first.json);
    expect((await ask({ temperature: 1 }, headers)).status).toBe(422);
    expect((await ask({}, { ...headers, "x-conversation-id": "c2" })).status).toBe(422);
    expect(ports.turnQueue.sent).toHaveLength(1);
  });
});

describe("a completion that is asked for again", () => {
  const again = { "x-user-id": "anna", "x-stainless-retry-count": "1" };

  test("since no answer came, says so to its runner, which keeps the message once", async () => {
    const { ask, ports } = start();
    await ask({});
    await ask({}, again);
    expect(ports.turnQueue.sent.map(({ completion }) => completion!.isSaidAgain)).toEqual([false, true]);
  });
});

describe("what is no text", () => {
  const picture = { type: "image_url", image_url: { url: "https://example.com/x.png" } };

  test("is named where it stands in the past, and what a model would not say is read", async () => {
    const { ask, ports } = start();
    const messages = [
      { role: "user", content: [{ type: "text", text: "See?" }, picture] },
      { role: "assistant", content: [{ type: "refusal", refusal: "I will not" }] },
      hello,
    ];
    expect((await ask({ messages })).status).toBe(200);
    expect(ports.turnQueue.sent[0]!.completion!.before.map(({ content }) => content)).toEqual([
      "See?\n[a picture]",
      "I will not",
    ]);
  });
});

describe("a completion that streams", () => {
  test("comes in chunks, the last of which says why it ends", async () => {
    const { ask } = start();
    const { headers, text } = await ask({ stream: true });
    expect(headers.get("content-type")).toBe("text/event-stream");
    const { chunks, isDone } = chunksOf(text);
    expect(isDone).toBe(true);
    expect(chunks.map(({ choices }) => choices[0].delta)).toEqual([
      { role: "assistant", content: "" },
      { content: "Hi " },
      { content: "Anna" },
      {},
    ]);
    expect(chunks.map(({ choices }) => choices[0].finish_reason)).toEqual([null, null, null, "stop"]);
    expect(new Set(chunks.map(({ id, object }) => `${object} ${id}`)).size).toBe(1);
    expect(chunks.at(-1)).toMatchObject({ memories: [], conversation_id: expect.any(String) });
    expect(chunks[0].usage).toBeUndefined();
  });

  test("tells its usage in a chunk of its own where that is asked for", async () => {
    const { ask } = start();
    const { chunks } = chunksOf((await ask({ stream: true, stream_options: { include_usage: true } })).text);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 2 } });
    expect(chunks[0].usage).toBeNull();
  });

  test("numbers the client's calls", async () => {
    const { ask } = start([callOf(1, { callId: "a" }), callOf(2, { callId: "b" }), done(3, "")]);
    const { chunks } = chunksOf((await ask({ stream: true, tools })).text);
    const calls = chunks.flatMap(({ choices }) => choices[0].delta.tool_calls ?? []);
    expect(calls).toMatchObject([
      { index: 0, id: "a", function: { arguments: '{"city":"Oslo"}' } },
      { index: 1, id: "b" },
    ]);
    expect(chunks.at(-1).choices[0].finish_reason).toBe("tool_calls");
  });

  test("has a status of its own where it fails before its first word", async () => {
    const { ask } = start([failure(1)]);
    expect((await ask({ stream: true })).status).toBe(503);
  });

  test("says how long to wait, streamed or not, where the tenant has spent its tokens", async () => {
    const error = { code: "rate_limited", message: "slow down", request_id: "r", retry_after_seconds: 77 };
    const { ask } = start([{ type: "error", seq: 1, error }]);
    for (const stream of [true, false]) {
      const { status, headers } = await ask({ stream });
      expect([status, headers.get("retry-after")]).toEqual([429, "77"]);
    }
  });

  test("ends with an error where its time is up before its end", async () => {
    const head = { id: "c", created: 1, model: "m", conversationId: "c1" };
    const parts = (async function* none() {})();
    const lines: string[] = [];
    for await (const line of toCompletionChunks(parts, { head, includesUsage: false, requestId: "r" }))
      lines.push(line);
    expect(JSON.parse(lines.at(-1)!.slice("data: ".length)).error.code).toBe("upstream_unavailable");
  });

  test("ends with an error where the reply broke off, and is not done", async () => {
    const { ask } = start([delta(1, "Hel"), failure(2)]);
    const { chunks, isDone } = chunksOf((await ask({ stream: true })).text);
    expect(isDone).toBe(false);
    expect(chunks.at(-1).error).toMatchObject({ code: "upstream_unavailable" });
  });
});

describe("a completion of which nothing is kept", () => {
  const unkept = { store: false };

  test("is answered by the model from what is known, and costs its tokens", async () => {
    const { ask, ports } = start();
    const model = fakeChatModel(["Hi ", "there"]);
    ports.model = model;
    const { json } = await ask({ ...unkept, messages: [{ role: "system", content: "Be brief." }, hello] });
    expect(json).toMatchObject({ model: "fake", conversation_id: null, usage: { total_tokens: 12 } });
    expect(json.choices[0]).toMatchObject({ message: { content: "Hi there" }, finish_reason: "stop" });
    expect(model.requests[0]!.messages[0]!.content).toMatch(/^Be brief\./);
    expect(model.requests[0]!.tools).toBeUndefined();
    expect(ports.turnQueue.sent).toEqual([]);
    const [usage] = await ports.usage.list({ tenantId: "default", from: "2000-01-01", to: "2100-01-01" });
    expect(usage).toMatchObject({ turns: 1, promptTokens: 10, completionTokens: 2 });
  });

  test("is asked for by the name of a model as well, and may be longer than what is kept", async () => {
    const { ask, ports } = start();
    const listed: { id: string }[] = (await startFakeHttp().call("GET", "/v1/models", {})).json.data;
    const model = listed.map(({ id }) => id).find((id) => id.endsWith("-unkept"));
    const messages = [{ role: "user", content: "x ".repeat(20_000) }];
    expect((await ask({ model, messages })).json.conversation_id).toBeNull();
    expect(ports.turnQueue.sent).toEqual([]);
  });

  test("hands over calls of the client's tools", async () => {
    const { ask, ports } = start();
    ports.model = fakeChatModel(["Wait.", { call: "weather", with: { city: "Oslo" } }]);
    const { chunks, isDone } = chunksOf((await ask({ ...unkept, tools, stream: true })).text);
    expect(isDone).toBe(true);
    expect(chunks.at(-1).choices[0].finish_reason).toBe("tool_calls");
    expect(chunks.flatMap(({ choices }) => choices[0].delta.tool_calls ?? [])).toMatchObject([
      { id: "call-0", function: { name: "weather" } },
    ]);
  });

  test("in danger is met as a turn is, without the model", async () => {
    const { ask, ports } = start();
    const model = fakeChatModel(["no"]);
    ports.model = model;
    const { json } = await ask({ ...unkept, messages: [{ role: "user", content: "I want to kill myself" }] });
    expect(json.choices[0].message.content).toContain("988");
    expect(model.requests).toEqual([]);
  });

  test("fails as the model does, as a status or within the stream", async () => {
    const { ask, ports } = start();
    ports.model = fakeChatModel(["Hel", modelDown]);
    expect((await ask(unkept)).status).toBe(503);
    const { chunks, isDone } = chunksOf((await ask({ ...unkept, stream: true })).text);
    expect(isDone).toBe(false);
    expect(chunks.at(-1).error.code).toBe("upstream_unavailable");
  });

  test("counts as a message of the person", async () => {
    const { ask } = start(reply, { AIMI_RATE_LIMIT_PER_MINUTE: "1" });
    expect((await ask(unkept)).headers.get("ratelimit-remaining")).toBe("0");
    expect((await ask(unkept)).status).toBe(429);
  });

  test("waits for the next day where the tenant has spent its tokens", async () => {
    const { ask } = start(reply, { AIMI_TENANT_DAILY_TOKENS: "5" });
    expect((await ask(unkept)).status).toBe(200);
    expect((await ask(unkept)).status).toBe(429);
  });
});

test.each([
  ["no message", { messages: [] }, "messages"],
  ["no message of a user", { messages: [{ role: "system", content: "x" }] }, "messages"],
  ["nothing said", { messages: [{ role: "user", content: "" }] }, "messages.0.content"],
  ["too much said", { messages: [{ role: "user", content: "x".repeat(32_001) }] }, "messages.0.content"],
  ["NUL", { messages: [{ role: "user", content: "a\u0000b" }] }, "messages.0.content"],
  [
    "a picture",
    { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] }] },
    "messages.0.content",
  ],
  ["a role of nobody", { messages: [{ role: "god", content: "x" }] }, "messages.0.role"],
  ["two answers", { n: 2 }, "n"],
  ["a tool that must be called and is not there", { tool_choice: "required" }, "tool_choice"],
  [
    "another tool than there is",
    { tools, tool_choice: { type: "function", function: { name: "other" } } },
    "tool_choice",
  ],
  ["two tools of one name", { tools: [...tools, ...tools] }, "tools"],
  [
    "a result of no call",
    { messages: [hello, { role: "tool", tool_call_id: "x", content: "1" }] },
    "messages.1.tool_call_id",
  ],
  [
    "a call without its result",
    {
      messages: [
        hello,
        {
          role: "assistant",
          tool_calls: [{ id: "a", type: "function", function: { name: "weather", arguments: "{}" } }],
        },
      ],
    },
    "messages.1",
  ],
  [
    "another conversation's name than ids have",
    { metadata: { conversation_id: "a b" } },
    "metadata.conversation_id",
  ],
  ["two persons", { user: "ben", user_id: "anna" }, "user"],
  [
    "instructions beyond all measure",
    { messages: [{ role: "system", content: "x".repeat(300_000) }, hello] },
    "messages",
  ],
])("%s is refused by its path", async (_what, body, at) => {
  const { ask, ports } = start();
  const { status, json } = await ask(body);
  expect(status).toBe(400);
  expect(json.error.details.map(({ path: where }: { path: string }) => where)).toContain(at);
  expect(ports.turnQueue.sent).toEqual([]);
});

test("a history that is too long for any prompt loses its beginning", async () => {
  const { ask, ports } = start();
  const before = Array.from({ length: 30 }, (_, at) => ({
    role: "user",
    content: `${at} ${"x".repeat(20_000)}`,
  }));
  expect((await ask({ messages: [...before, hello] })).status).toBe(200);
  const kept = ports.turnQueue.sent[0]!.completion!.before;
  expect(kept.map(({ content }) => Number.parseInt(content, 10))).toEqual([27, 28, 29]);
});

test("a letter is measured as the queue takes it, where a picture of four bytes has twelve", () => {
  const smiling = { role: "user", content: "🙂".repeat(10_000) } as const;
  const before = [smiling, smiling, smiling, smiling];
  const completion = { instructions: "", replacesPersona: true, isSaidAgain: false, since: [], tools: [] };
  const letter = { ...completion, before, manner: {} };
  expect(fitLetter(letter, 1_000_000).before).toHaveLength(2);
  expect(fitLetter(letter, 15_000).before).toHaveLength(1);
});

test("a header that names no conversation is refused", async () => {
  const { ask } = start();
  expect((await ask({}, { "x-user-id": "anna", "x-conversation-id": "a b" })).status).toBe(400);
});

test("a server key names whom it is for", async () => {
  const key = "an-operator-key-of-ours";
  const { ask } = start(reply, { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: key });
  const headers = { authorization: `Bearer ${key}` };
  expect((await ask({}, headers)).json.error.details[0].path).toBe("user_id");
  expect((await ask({ user: "anna" }, headers)).status).toBe(200);
  expect((await ask({ user: "anna" }, { authorization: "Bearer somebody-else" })).status).toBe(401);
});
