import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LocalModel, startModel } from "./start-model.ts";

const name = "aimi-offline-embedding";
let model: LocalModel;
let openai: OpenAI;

beforeEach(async () => {
  model = await startModel();
  openai = new OpenAI({ baseURL: model.url, apiKey: "offline", maxRetries: 0 });
});
afterEach(() => model.close());

const isTextOrNull = (value: unknown) => value === null || typeof value === "string";
const post = (path: string, body: string, headers: Record<string, string> = { authorization: "Bearer x" }) =>
  fetch(`${model.url}${path}`, { method: "POST", body, headers });

describe("embeddings through the real client", () => {
  test("arrive in the order of the inputs, each like the text embedded alone", async () => {
    const input = ["I love Python programming", "the weather in Oslo"];
    const both = await openai.embeddings.create({ model: name, input });
    expect(both.data.map(({ index }) => index)).toEqual([0, 1]);
    for (const [at, text] of input.entries()) {
      const alone = await openai.embeddings.create({ model: name, input: text });
      expect(both.data[at]?.embedding).toEqual(alone.data[0]?.embedding);
    }
  });

  test("are the same in base64, which the client asks for, and as numbers", async () => {
    const base64 = await openai.embeddings.create({ model: name, input: "hello" });
    const float = await openai.embeddings.create({ model: name, input: "hello", encoding_format: "float" });
    expect(base64.data[0]?.embedding).toEqual(float.data[0]?.embedding);
    expect(base64.data[0]?.embedding).toHaveLength(384);
  });

  test("have the dimensions asked for, or the server's default", async () => {
    const wide = await openai.embeddings.create({ model: name, input: "hello", dimensions: 3072 });
    expect(wide.data[0]?.embedding).toHaveLength(3072);
    const small = await startModel({ dimensions: 8 });
    try {
      const client = openai.withOptions({ baseURL: small.url });
      const { data } = await client.embeddings.create({ model: name, input: "hello" });
      expect(data[0]?.embedding).toHaveLength(8);
    } finally {
      await small.close();
    }
  });

  test("name the model and count tokens", async () => {
    const {
      model: echoed,
      object,
      usage,
    } = await openai.embeddings.create({ model: name, input: "twelve chars" });
    expect({ echoed, object, usage }).toEqual({
      echoed: name,
      object: "list",
      usage: { prompt_tokens: 3, total_tokens: 3 },
    });
  });

  test("take 2048 inputs and refuse 2049", async () => {
    const input = (count: number) => ({ model: name, input: Array<string>(count).fill("x"), dimensions: 4 });
    expect((await openai.embeddings.create(input(2048))).data).toHaveLength(2048);
    await expect(openai.embeddings.create(input(2049))).rejects.toMatchObject({ status: 400 });
  });

  test.each([
    ["an empty text", { input: "" }, "'$.input' is invalid"],
    ["an empty list", { input: [] }, "'$.input' is invalid"],
    ["an empty text among others", { input: ["a", ""] }, "'$.input' is invalid"],
    ["no input", {}, "'$.input' is invalid"],
    ["a list of mixed types", { input: ["a", 1] }, "'$.input' is invalid"],
    ["tokens", { input: [1, 2, 3] }, "token arrays"],
    ["lists of tokens", { input: [[1, 2], [3]] }, "token arrays"],
    ["no dimensions at all", { input: "a", dimensions: 0 }, "'dimensions'"],
    ["half a dimension", { input: "a", dimensions: 1.5 }, "'dimensions'"],
    ["too many dimensions", { input: "a", dimensions: 3073 }, "'dimensions'"],
    ["an unknown encoding", { input: "a", encoding_format: "hex" }, "'encoding_format'"],
    ["an unknown argument", { input: "a", temperature: 1 }, "Unrecognized request argument"],
    ["no model", { model: undefined, input: "a" }, "model parameter"],
    ["a text over 8192 tokens", { input: "word".repeat(8193) }, "maximum context length is 8192 tokens"],
    [
      "a Chinese text over 8192 tokens",
      { input: "中".repeat(8193) },
      "maximum context length is 8192 tokens",
    ],
    [
      "300,001 tokens together",
      { input: Array<string>(37).fill("中".repeat(8109)) },
      "max 300000 tokens per request",
    ],
  ])("refuse %s with 400", async (_, fields, message) => {
    const response = await post("/embeddings", JSON.stringify({ model: name, ...fields }));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: {
        message: expect.stringContaining(message),
        type: expect.any(String),
        param: expect.toSatisfy(isTextOrNull),
        code: expect.toSatisfy(isTextOrNull),
      },
    });
  });

  test("refuse a model that it does not have", async () => {
    await expect(
      openai.embeddings.create({ model: "text-embedding-3-small", input: "a" }),
    ).rejects.toMatchObject({
      status: 404,
      code: "model_not_found",
    });
  });
});

describe("the other routes", () => {
  test("list the models, which say that they are stand-ins, and show each by id", async () => {
    const { data } = await openai.models.list();
    expect(data.map(({ id, owned_by }) => [id, owned_by])).toEqual([
      [name, "aimi-offline-stand-in"],
      ["aimi-offline-chat", "aimi-offline-stand-in"],
    ]);
    for (const { id } of data) {
      expect(await openai.models.retrieve(id)).toMatchObject({ id, object: "model" });
    }
    await expect(openai.models.retrieve("gpt-5")).rejects.toMatchObject({
      status: 404,
      code: "model_not_found",
    });
  });

  test("answer an unknown address with 404, a wrong method with 405", async () => {
    const unknown = await post("/audio/speech", "{}");
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toEqual({
      error: {
        message: "Invalid URL (POST /v1/audio/speech)",
        type: "invalid_request_error",
        param: null,
        code: null,
      },
    });
    expect((await post("/models", "{}")).status).toBe(405);
  });

  test.each(["{", "", "[]", "null", '"text"'])("answer the body %j with 400", async (body) => {
    const response = await post("/embeddings", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error" } });
  });

  test.each<Record<string, string>>([{}, { authorization: "Basic x" }, { authorization: "Bearer " }])(
    "answer %j with 401, before anything else",
    async (headers) => {
      const response = await post("/nowhere", "{", headers);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error" } });
    },
  );
});

describe("disturbed", () => {
  const embed = () => openai.embeddings.create({ model: name, input: "hello" });

  test("it fails until told to pass", async () => {
    model.disturb("fail");
    await expect(embed()).rejects.toMatchObject({ status: 500, type: "server_error" });
    model.disturb("pass");
    expect((await embed()).data).toHaveLength(1);
  });

  test("it limits the rate and says when to come back", async () => {
    model.disturb("rate-limit");
    const failure = await embed().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OpenAI.RateLimitError);
    expect((failure as InstanceType<typeof OpenAI.RateLimitError>).headers.get("retry-after")).toBe("1");
  });

  test("it hangs: the caller's own timeout ends the call, and close ends what still waits", async () => {
    model.disturb("hang");
    await expect(
      openai.withOptions({ timeout: 200 }).embeddings.create({ model: name, input: "a" }),
    ).rejects.toThrow(OpenAI.APIConnectionTimeoutError);
    const waiting = embed().catch((error: unknown) => error);
    while (model.requestCount() < 2) await sleep(5);
    await model.close();
    expect(await waiting).toBeInstanceOf(OpenAI.APIConnectionError);
  });

  test("it counts what it disturbed too, by path", async () => {
    await openai.models.list();
    model.disturb("fail");
    await embed().catch(() => undefined);
    expect(model.requestCount("/v1/embeddings")).toBe(1);
    expect(model.requestCount("/v1/models")).toBe(1);
    expect(model.requestCount()).toBe(2);
  });
});
