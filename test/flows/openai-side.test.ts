import OpenAI from "openai";
import { afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";

const { url, environment } = inject("cloud");
const [chatModel, embeddingModel] = [environment.AIMI_LLM_MODEL!, environment.AIMI_EMBEDDING_MODEL!];

const clientAt = (address: string, apiKey: string) =>
  new OpenAI({ baseURL: `${address}/v1`, apiKey, maxRetries: 0 });
const embed = async (client: OpenAI, input: string | string[], more: object = {}) =>
  await client.embeddings.create({ model: "text-embedding-3-small", input, ...more });
const idsOf = async (client: OpenAI) => (await client.models.list()).data.map(({ id }) => id);

async function makeKey(address: string, headers: Record<string, string>, scopes: readonly string[]) {
  const body = { tenant_id: "default", name: "of a test", scopes };
  const answer = await call(`${address}/v1/admin/api-keys`, { headers, body });
  expect(answer.status, answer.text).toBe(201);
  return (answer.json() as { key: string }).key;
}

describe("a client of OpenAI in development", () => {
  const openai = clientAt(url, "sk-anything");

  test("needs no key of ours and sees what answers here", async () => {
    expect(await idsOf(openai)).toEqual([chatModel, embeddingModel, `${chatModel}-unkept`]);
    const model = await openai.models.retrieve(chatModel);
    expect(model).toMatchObject({ id: chatModel, object: "model", owned_by: "aimi" });
    expect(Number.isInteger(model.created)).toBe(true);
  });

  test("hears of a model that is not here in a word that it knows", async () => {
    await expect(openai.models.retrieve("gpt-5")).rejects.toMatchObject({ status: 404, code: "not_found" });
    await expect(openai.models.retrieve("gpt-5")).rejects.toThrow(OpenAI.NotFoundError);
  });

  test("may have a tenant's key, which must hold then", async () => {
    expect(await idsOf(clientAt(url, await makeKey(url, {}, ["chat"])))).toContain(chatModel);
    const reader = clientAt(url, await makeKey(url, {}, ["memory:read"]));
    await expect(reader.models.list()).rejects.toMatchObject({ status: 403, code: "forbidden" });
    const unknown = clientAt(url, "aimi_local_unknown_key");
    await expect(unknown.models.list()).rejects.toMatchObject({ status: 401, code: "unauthenticated" });
  });

  test("may have a person's token", async () => {
    const body = { tenant_id: uniqueTenant(), user_id: "anna" };
    const { access_token } = (await call(`${url}/v1/auth/dev`, { body })).json() as { access_token: string };
    expect(await idsOf(clientAt(url, access_token))).toContain(chatModel);
  });

  test("has no key as a bearer elsewhere", async () => {
    const headers = { authorization: "Bearer sk-anything" };
    expect((await call(`${url}/v1/memories`, { headers })).status).toBe(401);
  });
});

describe("embeddings", () => {
  const openai = clientAt(url, "sk-anything");
  const dimensions = Number(environment.AIMI_EMBEDDING_DIMENSIONS);

  test("are the same in base64, which the client asks for, and as numbers", async () => {
    const base64 = await embed(openai, "I love Python programming");
    const float = await embed(openai, "I love Python programming", { encoding_format: "float", dimensions });
    expect(base64.data[0]?.embedding).toHaveLength(dimensions);
    expect(base64.data[0]?.embedding).toEqual(float.data[0]?.embedding);
    expect(base64).toMatchObject({ model: embeddingModel, usage: { prompt_tokens: 7, total_tokens: 7 } });
  });

  test("come in the order of the texts, each like the text embedded alone", async () => {
    const input = ["I love Python programming", "the weather in Oslo", "I love Python programming"];
    const { data } = await embed(openai, input);
    expect(data.map(({ index }) => index)).toEqual([0, 1, 2]);
    for (const [at, text] of input.entries()) {
      expect(data[at]?.embedding).toEqual((await embed(openai, text)).data[0]?.embedding);
    }
  });

  test("are those that memory searches by", async () => {
    const memory = memoryClient(url);
    const { id } = await memory.write({ content: "I love Python programming" });
    await memory.untilEmbedded(id);
    const { results } = await memory.search("which programming languages");
    const { data } = await embed(openai, ["I love Python programming", "which programming languages"]);
    const [stored = [], asked = []] = data.map(({ embedding }) => embedding);
    const cosine = stored.reduce((sum, each, at) => sum + each * asked[at]!, 0);
    expect(results[0]?.score_breakdown.vector).toBeCloseTo(cosine, 3);
  });

  test("of as many texts as one call may have come whole, though a Lambda's answer ends at 6 MB", async () => {
    const words = (at: number) => Array.from({ length: 50 }, (_, word) => `word${50 * at + word}`);
    const input = Array.from({ length: 2_048 }, (_, at) => words(at).join(" "));
    const answer = await call(`${url}/v1/embeddings`, { body: { input, encoding_format: "float" } });
    expect(answer.text.length).toBeGreaterThan(6 * 1024 * 1024);
    const { data } = answer.json() as { data: { index: number; embedding: number[] }[] };
    expect(data.map(({ index }) => index)).toEqual([...input.keys()]);
    expect(data.at(-1)?.embedding).toEqual((await embed(openai, input.at(-1)!)).data[0]?.embedding);
  });

  test.each<[what: string, input: unknown, more: object]>([
    ["token numbers", [1, 2, 3], {}],
    ["no texts", [], {}],
    ["an empty text", "", {}],
    ["another length of vectors", "hello", { dimensions: 7 }],
  ])("are refused for %s", async (_what, input, more) => {
    const refused = embed(openai, input as string[], more);
    await expect(refused).rejects.toMatchObject({ status: 400, code: "validation_failed" });
  });
});

describe("a client of OpenAI where keys are asked for", async () => {
  const operatorKey = "an-operator-key-of-a-test";
  const slashed = "acme/chat-model:8b";
  const strict = await startOwnCloud({
    settings: { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: operatorKey, AIMI_LLM_MODEL: slashed },
  });
  let key: string;
  beforeAll(async () => {
    key = await makeKey(strict.url, { "x-api-key": operatorKey }, ["chat", "memory:read"]);
  });

  test("comes in with its tenant's key, or the operator's", async () => {
    expect(await idsOf(clientAt(strict.url, key))).toContain(slashed);
    expect(await idsOf(clientAt(strict.url, operatorKey))).toContain(slashed);
  });

  test.each(["sk-anything", "aimi_local_unknown_key", "a.b.c"])("does not come in with %s", async (bad) => {
    await expect(clientAt(strict.url, bad).models.list()).rejects.toMatchObject({ status: 401 });
  });

  afterEach(() => strict.model.disturb("pass"));

  test("hears that the model is away, and to come again", async () => {
    const openai = clientAt(strict.url, key);
    strict.model.disturb("fail");
    await expect(embed(openai, "hello")).rejects.toMatchObject({
      status: 503,
      code: "upstream_unavailable",
    });
    strict.model.disturb("pass");
    expect((await embed(openai, "hello")).data).toHaveLength(1);
  });

  test("finds a model whose name has slashes, encoded or not", async () => {
    expect((await clientAt(strict.url, key).models.retrieve(slashed)).id).toBe(slashed);
    for (const path of [slashed, encodeURIComponent(slashed)]) {
      const headers = { authorization: `Bearer ${key}` };
      const answer = await call(`${strict.url}/v1/models/${path}`, { headers });
      expect([answer.status, answer.json()]).toEqual([200, expect.objectContaining({ id: slashed })]);
    }
  });
});
