import OpenAI from "openai";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call } from "./call.ts";
import { startOwnCloud } from "./own-cloud.ts";

const { url, environment } = inject("cloud");
const [chatModel, embeddingModel] = [environment.AIMI_LLM_MODEL!, environment.AIMI_EMBEDDING_MODEL!];

const clientAt = (address: string, apiKey: string) =>
  new OpenAI({ baseURL: `${address}/v1`, apiKey, maxRetries: 0 });
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
    expect(await idsOf(openai)).toEqual([chatModel, embeddingModel]);
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

  test("finds a model whose name has slashes, encoded or not", async () => {
    expect((await clientAt(strict.url, key).models.retrieve(slashed)).id).toBe(slashed);
    for (const path of [slashed, encodeURIComponent(slashed)]) {
      const headers = { authorization: `Bearer ${key}` };
      const answer = await call(`${strict.url}/v1/models/${path}`, { headers });
      expect([answer.status, answer.json()]).toEqual([200, expect.objectContaining({ id: slashed })]);
    }
  });
});
