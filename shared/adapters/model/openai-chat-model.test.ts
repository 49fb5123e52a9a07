import { afterEach, describe, expect, test, vi } from "vitest";
import {
  answer,
  type ChatScript,
  type ChatServer,
  counted,
  delta,
  done,
  finish,
  type Step,
  serveChat,
  word,
} from "#test/fakes/serve-chat.ts";
import { RequestRefused, UpstreamUnavailable } from "../../errors.ts";
import type { ChatLimits, ChatPart, ChatRequest } from "../../ports/chat-model.ts";
import { type ChatModelOptions, openaiChatModel } from "./openai-chat-model.ts";

let server: ChatServer;
afterEach(() => server.close());

const hello: ChatRequest = { messages: [{ role: "user", content: "hello" }] };

async function start(scripts: readonly ChatScript[], patience: ChatModelOptions["patience"] = {}) {
  server = await serveChat(...scripts);
  const settings = { model: "some-model", temperature: 0.7, maxTokens: 2000 };
  const onToolsGivenUp = vi.fn();
  const model = openaiChatModel({
    baseUrl: server.url,
    apiKey: "key",
    ...settings,
    patience,
    onToolsGivenUp,
  });
  const parts: ChatPart[] = [];
  const ask = async (request: ChatRequest = hello, limits: Partial<ChatLimits> = {}) => {
    parts.length = 0;
    for await (const part of model.stream(request, { deadlineMs: 20_000, ...limits })) parts.push(part);
    return parts;
  };
  const failing = (request?: ChatRequest, limits?: Partial<ChatLimits>) =>
    ask(request, limits).then(
      () => expect.unreachable("it should have failed"),
      (error: unknown) => {
        expect(error).toBeInstanceOf(UpstreamUnavailable);
        return error as UpstreamUnavailable & { mayPass?: boolean };
      },
    );
  return { model, ask, failing, parts, onToolsGivenUp };
}

const textOf = (parts: readonly ChatPart[]) =>
  parts.map((part) => (part.type === "text" ? part.text : "")).join("");
const endOf = (parts: readonly ChatPart[]) => parts.at(-1);
const callsOf = (parts: readonly ChatPart[]) =>
  parts.flatMap((part) => (part.type === "calls" ? part.calls : []));

describe("an answer", () => {
  test("comes word by word, and ends with why, which model and what it cost", async () => {
    const { ask } = await start([
      [delta({ role: "assistant", content: "" }), word("Hello"), word(" there"), finish("stop")].concat([
        counted(12, 2),
        done,
      ]),
    ]);
    expect(await ask()).toEqual([
      { type: "text", text: "Hello" },
      { type: "text", text: " there" },
      {
        type: "end",
        finishReason: "stop",
        model: "some-model",
        usage: { promptTokens: 12, completionTokens: 2 },
      },
    ]);
  });

  test("is asked for in the words that most servers take", async () => {
    const { ask } = await start([answer("ok")]);
    await ask({
      messages: [
        { role: "system", content: "be kind" },
        { role: "user", content: "hello" },
        { role: "assistant", content: "", toolCalls: [{ id: "c1", name: "find", arguments: "{}" }] },
        { role: "tool", toolCallId: "c1", content: "found" },
      ],
      tools: [{ name: "find", description: "finds", parameters: { type: "object" } }],
      maxTokens: 50,
    });
    expect(server.requests).toEqual([
      {
        model: "some-model",
        stream: true,
        stream_options: { include_usage: true },
        max_tokens: 50,
        temperature: 0.7,
        messages: [
          { role: "system", content: "be kind" },
          { role: "user", content: "hello" },
          {
            role: "assistant",
            content: null,
            tool_calls: [{ id: "c1", type: "function", function: { name: "find", arguments: "{}" } }],
          },
          { role: "tool", tool_call_id: "c1", content: "found" },
        ],
        tools: [
          {
            type: "function",
            function: { name: "find", description: "finds", parameters: { type: "object" } },
          },
        ],
      },
    ]);
  });

  test("is asked for in the manner that is wished, and in no other", async () => {
    const { ask } = await start([answer("ok"), answer("ok")]);
    const messages = [{ role: "user", content: "as json" } as const];
    const tools = [{ name: "find", description: "finds", parameters: {} }];
    const manner = { topP: 0.5, stop: ["END"], presencePenalty: 1, frequencyPenalty: -1, seed: 7 };
    await ask({ messages, ...manner, asJson: true });
    await ask({ messages, tools, mustCall: "any", callsSeveral: false, stop: undefined });
    expect(server.requests[0]).toMatchObject({
      ...{ top_p: 0.5, stop: ["END"], presence_penalty: 1, frequency_penalty: -1, seed: 7 },
      response_format: { type: "json_object" },
    });
    expect(server.requests[1]).toMatchObject({ tool_choice: "required", parallel_tool_calls: false });
    expect(Object.keys(server.requests[1]!)).not.toContain("stop");
    await ask({ messages, tools: [{ ...tools[0]!, strict: true }], mustCall: "none" });
    expect(server.requests[2]).toMatchObject({
      tools: [{ function: { name: "find", strict: true } }],
      tool_choice: "none",
    });
  });

  test.each([
    ["stop", "stop"],
    ["length", "length"],
    ["content_filter", "stop"],
    ["eos", "stop"],
  ])("that ends with %s ended by %s", async (reason, finishReason) => {
    const { ask } = await start([[word("so"), finish(reason), done]]);
    expect(endOf(await ask())).toMatchObject({ type: "end", finishReason });
  });

  test.each([
    ["stop", "stop"],
    ["content_filter", "stop"],
    ["length", "length"],
  ])("without a word, ended by %s, is one, and says what it cost", async (reason, finishReason) => {
    const { ask } = await start([
      [delta({ role: "assistant", content: "" }), finish(reason), counted(12, 2000), done],
    ]);
    const usage = { promptTokens: 12, completionTokens: 2000 };
    expect(await ask()).toEqual([{ type: "end", finishReason, model: "some-model", usage }]);
  });

  test("that nobody counts is estimated, a Chinese character as one token", async () => {
    const { ask } = await start([answer("我喜欢", "abcd")]);
    const parts = await ask({ messages: [{ role: "user", content: "12345678 编程" }] });
    expect(endOf(parts)).toMatchObject({ usage: { promptTokens: 5, completionTokens: 4 } });
  });

  test("is whole though the server hangs or hangs up after its end", async () => {
    const { ask } = await start(
      [
        [word("whole"), finish("stop"), "hang"],
        [word("whole"), finish("stop"), "cut"],
      ],
      { countMs: 100 },
    );
    expect(textOf(await ask())).toBe("whole");
    expect(endOf(await ask())).toMatchObject({ type: "end", finishReason: "stop" });
  });

  test("may be preceded by thoughts, which nobody is shown", async () => {
    const { ask } = await start([[delta({ reasoning_content: "hm" }), ...answer("ok")]]);
    expect(textOf(await ask())).toBe("ok");
  });
});

describe("tool calls", () => {
  const piece = (index: number | undefined, fields: object) => ({ index, ...fields });
  const called = (...pieces: object[]) => delta({ tool_calls: pieces });
  const toolAnswer = (...steps: Step[]): Step[] => [...steps, finish("tool_calls"), done];

  test("are put together from their pieces and told at once before the end", async () => {
    const { ask } = await start([
      toolAnswer(
        called(piece(0, { id: "a", type: "function", function: { name: "find", arguments: "" } })),
        called(piece(0, { function: { arguments: '{"query":' } })),
        called(piece(1, { id: "b", function: { name: "keep", arguments: "{}" } })),
        called(piece(0, { function: { arguments: '"tea"}' } })),
      ),
    ]);
    expect(await ask()).toMatchObject([
      {
        type: "calls",
        calls: [
          { id: "a", name: "find", arguments: '{"query":"tea"}' },
          { id: "b", name: "keep", arguments: "{}" },
        ],
      },
      { type: "end", finishReason: "tools" },
    ]);
  });

  test("that come whole, without numbers or ids, get ids of their own", async () => {
    const { ask } = await start([
      toolAnswer(
        called(
          piece(undefined, { function: { name: "find", arguments: { query: "tea" } } }),
          piece(undefined, { function: { name: "find", arguments: '{"query":"milk"}' } }),
        ),
      ),
    ]);
    const calls = callsOf(await ask());
    expect(calls.map((call) => call.arguments)).toEqual(['{"query":"tea"}', '{"query":"milk"}']);
    expect(new Set(calls.map((call) => call.id)).size).toBe(2);
    expect(calls.every(({ id }) => id.length > 0 && id.length <= 40)).toBe(true);
  });

  test("that all have the number 0 are told apart by their ids", async () => {
    const { ask } = await start([
      toolAnswer(
        called(piece(0, { id: "a", function: { name: "find", arguments: "{}" } })),
        called(piece(0, { id: "b", function: { name: "find", arguments: '{"n":2}' } })),
      ),
    ]);
    expect(callsOf(await ask())).toMatchObject([{ id: "a" }, { id: "b", arguments: '{"n":2}' }]);
  });

  test("whose pieces say the name again are one call", async () => {
    const { ask } = await start([
      toolAnswer(
        called(piece(0, { id: "a", function: { name: "find", arguments: '{"q"' } })),
        called(piece(0, { id: "a", function: { name: "find", arguments: ":1}" } })),
      ),
    ]);
    expect(callsOf(await ask())).toEqual([{ id: "a", name: "find", arguments: '{"q":1}' }]);
  });

  test("count as such although the server says stop", async () => {
    const { ask } = await start([
      [called(piece(0, { id: "a", function: { name: "find", arguments: "{}" } })), finish("stop"), done],
    ]);
    expect(endOf(await ask())).toMatchObject({ finishReason: "tools" });
  });

  test("that were cut off by the limit of tokens are not told", async () => {
    const { ask } = await start([
      [
        word("hm"),
        called(piece(0, { id: "a", function: { name: "find", arguments: '{"q' } })),
        finish("length"),
      ],
    ]);
    const parts = await ask();
    expect(callsOf(parts)).toEqual([]);
    expect(endOf(parts)).toMatchObject({ finishReason: "length" });
  });

  test.each([
    ["a piece that belongs to no call", toolAnswer(called(piece(0, { function: { arguments: "{}" } })))],
    ["an end for calls that never came", toolAnswer(word("well"))],
    ["calls that are no list", toolAnswer(delta({ tool_calls: "find" }))],
  ])("with %s are no answer", async (_, script) => {
    const { failing } = await start([script]);
    expect((await failing()).mayPass).toBe(false);
  });
});

describe("a server that fails", () => {
  test.each([
    ["bytes that are no stream", [{ bytes: "<html>I am a teapot</html>" }]],
    ["an event that is no JSON", [{ bytes: "data: {nonsense\n\n" }]],
    ["an event that is no chunk", [{ event: "hello" }]],
    ["a chunk without choices", [{ event: { hello: "world" } }]],
    ["content that is no text", [delta({ content: 5 }), finish("stop")]],
    ["a stream that ends too early", [word("Hel")]],
    ["nothing at all", [{ bytes: "" }]],
    ["an end by an error", [word("Hel"), finish("error"), done]],
  ] satisfies [string, Step[]][])("by sending %s is told as such", async (_, script) => {
    const { failing } = await start([script]);
    expect((await failing()).mayPass).toBe(false);
    expect(server.requests).toHaveLength(1);
  });

  test("in mid-stream fails for good, after what it said", async () => {
    const { failing, parts } = await start([[word("Hel"), "cut"]]);
    await failing();
    expect(parts).toEqual([{ type: "text", text: "Hel" }]);
  });

  test.each([
    ["in a chunk", { event: { error: { message: "secret words", code: "overloaded" } } }],
    ["by an event", { bytes: 'event: error\ndata: {"message": "secret words", "code": "overloaded"}\n\n' }],
  ] satisfies [string, Step][])(
    "%s that tells of an error is told as such, without its words",
    async (_, step) => {
      const { failing } = await start([[step]]);
      const failure = await failing();
      expect(failure.mayPass).toBe(true);
      expect(String(failure.cause)).toContain("overloaded");
      expect(String(failure.cause)).not.toContain("secret");
    },
  );

  test.each([
    [400, { name: "RequestRefused" }],
    [401, { name: "ChatFailure", mayPass: false }],
    [404, { name: "ChatFailure", mayPass: false }],
    [408, { name: "ChatFailure", mayPass: true }],
    [413, { name: "RequestRefused" }],
    [422, { name: "RequestRefused" }],
    [429, { name: "ChatFailure", mayPass: true }],
    [503, { name: "ChatFailure", mayPass: true }],
  ])("with %s says what that means, and nothing of the prompt", async (status, meaning) => {
    const { failing } = await start([
      { status, body: { error: { message: "you said: secret words", code: "some_code" } } },
    ]);
    const failure = await failing();
    expect(failure).toMatchObject(meaning);
    expect(String(failure.cause)).toBe(`Error: the model server answered ${status} (some_code)`);
  });

  test.each([
    ["top_k", "top_k"],
    ["tools[0].function.parameters", "tools"],
    ["messages.[1].content: you said", "messages"],
    ["you said: secret", undefined],
    [null, undefined],
  ])("by refusing what it names %s tells which parameter that is", async (param, named) => {
    const { failing } = await start([{ status: 400, body: { error: { param, code: "c" } } }]);
    const { refusal } = (await failing()) as unknown as RequestRefused;
    expect(refusal).toEqual({ status: 400, param: named });
  });

  test("for want of money will not do better in a moment", async () => {
    const { failing } = await start([{ status: 429, body: { error: { code: "insufficient_quota" } } }]);
    expect((await failing()).mayPass).toBe(false);
  });

  test("with 429 tells how long it wants to be left alone", async () => {
    const { failing } = await start([{ status: 429, headers: { "retry-after": "7" } }]);
    expect((await failing()).retryAfterSeconds).toBe(7);
  });

  test("by not being there may be there in a moment", async () => {
    const { failing } = await start([[]]);
    await server.close();
    expect((await failing()).mayPass).toBe(true);
    server = await serveChat();
  });

  test.each([
    ["before it answers", ["hang"], { firstPartMs: 100 }, ""],
    ["before the first chunk", [{ bytes: ": wait\n\n" }, "hang"], { firstPartMs: 100 }, ""],
    ["in mid-stream", [word("Hel"), "hang"], { betweenPartsMs: 100 }, "Hel"],
  ] satisfies [string, Step[], ChatModelOptions["patience"], string][])(
    "by falling silent %s is given up, and its connection closed",
    async (_, script, patience, said) => {
      const { failing, parts } = await start([script], patience);
      expect((await failing()).mayPass).toBe(false);
      expect(textOf(parts)).toBe(said);
      await server.hungUp;
    },
  );

  test("by never coming to an end is given up at the deadline", async () => {
    const { failing } = await start([[...Array.from({ length: 2_000 }, () => word("la ")), "hang"]]);
    await failing(hello, { deadlineMs: 200 });
    await server.hungUp;
  });
});

describe("whoever asks", () => {
  test("may stop it: the stream ends without an end part, and the connection is closed", async () => {
    const { model } = await start([[word("Hel"), "hang"]]);
    const stop = new AbortController();
    const parts: ChatPart[] = [];
    for await (const part of model.stream(hello, { deadlineMs: 20_000, signal: stop.signal })) {
      parts.push(part);
      stop.abort();
    }
    expect(parts).toEqual([{ type: "text", text: "Hel" }]);
    await server.hungUp;
  });

  test("may stop it before the server has answered", async () => {
    const { ask } = await start([["hang"]]);
    expect(await ask(hello, { signal: AbortSignal.timeout(100) })).toEqual([]);
    await server.hungUp;
  });

  test("has stopped it beforehand: nothing is asked", async () => {
    const { ask } = await start([answer("no")]);
    expect(await ask(hello, { signal: AbortSignal.abort() })).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  test("may leave in the middle: the connection is closed", async () => {
    const { model } = await start([[word("Hel"), "hang"]]);
    for await (const part of model.stream(hello, { deadlineMs: 20_000 })) {
      expect(part).toEqual({ type: "text", text: "Hel" });
      break;
    }
    await server.hungUp;
  });

  test("may take its time between parts: only the server's silence counts", async () => {
    const { model } = await start([[word("a"), ...answer("b")]], { betweenPartsMs: 200 });
    let said = "";
    for await (const part of model.stream(hello, { deadlineMs: 20_000 })) {
      if (part.type === "text") said += part.text;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(said).toBe("ab");
  });
});

describe("a server that speaks another dialect", () => {
  const refuses = (param: string | null, message = "Unsupported parameter"): ChatScript => ({
    status: 400,
    body: { error: { message, type: "invalid_request_error", param, code: "unsupported_parameter" } },
  });
  const schema = { name: "title", schema: { type: "object", properties: { title: { type: "string" } } } };

  test("is asked with the other name for the most tokens, and from then on", async () => {
    const message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
    const { ask } = await start([refuses("max_tokens", message), answer("ok")]);
    await ask();
    expect(textOf(await ask())).toBe("ok");
    expect(server.requests.map(Object.keys).map((keys) => keys.find((key) => /^max_/.test(key)))).toEqual([
      "max_tokens",
      "max_completion_tokens",
      "max_completion_tokens",
    ]);
  });

  test("is asked without a temperature where it takes none", async () => {
    const { ask } = await start([refuses(null, "'temperature' does not support 0.7"), answer("ok")]);
    await ask();
    expect(server.requests.map((body) => "temperature" in body)).toEqual([true, false]);
  });

  test("is asked for JSON by an object and, at last, by words alone", async () => {
    const { ask } = await start([refuses("response_format"), refuses("response_format"), answer("{}")]);
    await ask({ messages: [{ role: "system", content: "name it" }, ...hello.messages], schema });
    expect(server.requests.map((body) => body.response_format)).toEqual([
      { type: "json_schema", json_schema: schema },
      { type: "json_object" },
      undefined,
    ]);
    const [first] = server.requests.at(-1)!.messages as { role: string; content: string }[];
    expect(first?.role).toBe("system");
    expect(first?.content).toMatch(/^name it\n\n/);
    expect(first?.content).toContain(JSON.stringify(schema.schema));
  });

  test.each([
    [
      "a bare text",
      400,
      { error: "'response_format.type' must be 'json_schema' or 'text'" },
      "response_format",
    ],
    ["a list of places", 422, { detail: [{ loc: ["body", "stream_options"] }] }, "stream_options"],
  ])("may name what it does not take in %s", async (_, status, body, name) => {
    const refusals = name === "response_format" ? 2 : 1;
    const { ask } = await start([...Array<ChatScript>(refusals).fill({ status, body }), answer("{}")]);
    await ask({ ...hello, schema });
    expect(server.requests.at(-1)).not.toHaveProperty(name);
  });

  const find = { name: "find", description: "finds", parameters: { type: "object" } };
  const acted: ChatRequest = {
    messages: [
      { role: "user", content: "tea?" },
      { role: "assistant", content: "", toolCalls: [{ id: "c1", name: "find", arguments: '{"q":"tea"}' }] },
      { role: "tool", toolCallId: "c1", content: "green tea" },
    ],
    tools: [find],
    mustCall: "none",
    callsSeveral: false,
  };

  test.each([
    [400, "registry.ollama.ai/library/gemma3:latest does not support tools"],
    [400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'],
    [400, "Unsupported parameter: 'tools' is not supported with this model."],
    [400, "This model doesn't support tool use in streaming mode."],
    [404, "No endpoints found that support tool use."],
    [500, "tools param requires --jinja flag"],
  ])(
    "and has no tools (%s %s) is asked without, and told in words what they gave",
    async (status, message) => {
      const { ask, onToolsGivenUp } = await start([{ status, body: { error: { message } } }, answer("ok")]);
      await ask(acted);
      expect(textOf(await ask(acted))).toBe("ok");
      expect(server.requests).toHaveLength(3);
      expect(onToolsGivenUp).toHaveBeenCalledTimes(1);
      const [last] = server.requests.slice(-1);
      expect(last).not.toHaveProperty("tools");
      expect(last).not.toHaveProperty("tool_choice");
      expect(last).not.toHaveProperty("parallel_tool_calls");
      expect(last!.messages).toEqual([
        { role: "system", content: expect.stringContaining("no tools") },
        { role: "user", content: 'tea?\n\nAs data, what find {"q":"tea"} gave: green tea' },
      ]);
    },
  );

  test("keeps its tools where a client's own tool is no good", async () => {
    const message = "Invalid schema for function 'find': schema must be a JSON Schema of 'type: \"object\"'";
    const body = {
      error: { message, param: "tools[0].function.parameters", code: "invalid_function_parameters" },
    };
    const { ask, failing } = await start([{ status: 400, body }, answer("ok")]);
    expect(await failing(acted)).toBeInstanceOf(RequestRefused);
    await ask(acted);
    expect(server.requests[1]).toHaveProperty("tools");
  });

  test("is not told whether it must call where it does not take that", async () => {
    const { ask } = await start([
      refuses(null, "Invalid tool_choice type: 'object'. Supported string values: none, auto, required"),
      answer("ok"),
    ]);
    await ask({ ...acted, mustCall: { name: "find" } });
    expect(server.requests[1]).toMatchObject({ tools: [{}], parallel_tool_calls: false });
    expect(server.requests[1]).not.toHaveProperty("tool_choice");
  });

  const invalid = { status: 400, body: { error: { message: "Invalid schema", param: "response_format" } } };

  test("is asked as usual after a client whose own value it did not take", async () => {
    const tooWarm = { error: { message: "temperature must not exceed 1", param: "temperature", code: null } };
    const { ask } = await start([invalid, { status: 400, body: tooWarm }, answer("{}"), answer("{}")]);
    await ask({ ...hello, schema, temperature: 2, isClients: true });
    expect(server.requests[2]).toMatchObject({ response_format: { type: "json_object" } });
    expect(server.requests[2]).not.toHaveProperty("temperature");
    await ask({ ...hello, schema });
    expect(server.requests[3]).toMatchObject({
      temperature: 0.7,
      response_format: { type: "json_schema" },
    });
  });

  test("keeps its tools whatever a client has it quote", async () => {
    const quoting = { error: { message: "'does not support tools' is not of type 'object'" } };
    const { ask, onToolsGivenUp } = await start([{ status: 400, body: quoting }, answer("ok")]);
    await ask({ ...acted, isClients: true });
    await ask(acted);
    expect(server.requests[1]).not.toHaveProperty("tools");
    expect(server.requests[2]).toHaveProperty("tools");
    expect(onToolsGivenUp).not.toHaveBeenCalled();
  });

  test("remembers what it did not take of ours, though a client has set other things", async () => {
    const refused = { message: "only 1 is supported", param: "temperature", code: "unsupported_value" };
    const { ask } = await start([{ status: 400, body: { error: refused } }, answer("ok")]);
    await ask({ ...acted, temperature: 0.7, isClients: true });
    await ask();
    expect(server.requests[2]).not.toHaveProperty("temperature");
  });

  test("that does not know a parameter at all is not asked with it again, whosever value it was", async () => {
    const { ask } = await start([refuses("max_tokens"), answer("ok")]);
    await ask({ ...hello, maxTokens: 5, isClients: true });
    await ask();
    expect(server.requests[2]).toHaveProperty("max_completion_tokens");
  });

  const sampled = { topP: 0.5, seed: 7, stop: ["END"], callsSeveral: false, isClients: true };
  const unheardOf = (message: string, more: object = {}) => ({
    status: 400,
    body: { error: { message, ...more } },
  });

  test.each([
    ["top_p", unheardOf("does not support 0.5", { param: "top_p", code: "unsupported_value" })],
    ["seed", unheardOf('Unknown name "seed": Cannot find field.')],
    ["stop", unheardOf("Unsupported value: 'stop' is not supported with this model")],
    ["parallel_tool_calls", unheardOf("Extra inputs are not permitted: ('body', 'parallel_tool_calls')")],
  ])("is asked without %s where it does not take that, and the next time with it", async (name, refusal) => {
    const { ask } = await start([refusal, answer("ok")]);
    await ask({ ...acted, ...sampled });
    await ask({ ...acted, ...sampled });
    expect(server.requests.map((body) => name in body)).toEqual([true, false, true]);
    expect(server.requests[1]).toMatchObject({ tools: [{}] });
  });

  test("is not asked again with what it does not know at all", async () => {
    const { ask } = await start([unheardOf("'seed' is not supported", {}), refuses("top_p"), answer("ok")]);
    await ask({ ...hello, ...sampled });
    await ask({ ...hello, ...sampled });
    expect(server.requests.at(-2)).not.toHaveProperty("seed");
    expect(server.requests.at(-1)).toMatchObject({ seed: 7, stop: ["END"] });
    expect(server.requests.at(-1)).not.toHaveProperty("top_p");
  });

  test("that takes the parameter and not its value is asked once: whoever gave it is told", async () => {
    const { failing } = await start([unheardOf("'top_p' must not exceed 0.99", { param: "top_p" })]);
    expect(await failing({ ...hello, ...sampled })).toMatchObject({ refusal: { param: "top_p" } });
    expect(server.requests).toHaveLength(1);
  });

  test("is not asked for ever", async () => {
    const { failing } = await start([refuses("max_tokens")]);
    expect(await failing()).toBeInstanceOf(RequestRefused);
    expect(server.requests).toHaveLength(2);
  });

  test("of which nothing was accepted is asked as usual the next time", async () => {
    const { ask, failing } = await start([refuses("max_tokens"), refuses("max_tokens"), answer("ok")]);
    await failing();
    await ask();
    expect(server.requests.at(-1)).toHaveProperty("max_tokens");
  });
});
