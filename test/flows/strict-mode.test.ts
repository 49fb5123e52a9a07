import { describe, expect, test } from "vitest";
import { call, refusal } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { guarded, samplesFor, sendSample, titleOf } from "./refusals/sample-requests.ts";
import { rowsOf } from "./rows.ts";

const key = "an-operator-key-of-a-test";
const anotherKey = "another-key-12345678";
const cloud = await startOwnCloud({
  settings: { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: `${anotherKey}, ${key}` },
});
const { url } = cloud;
const withKey = { "x-api-key": key };
const samples = samplesFor("default", "019a0000-0000-7000-8000-000000000000");
const titled = (list: typeof guarded) => list.map((contract) => [titleOf(contract), contract] as const);

describe.each(titled(guarded))("%s in strict mode", (_title, contract) => {
  const sample = samples[contract.operationId]!;

  test("says nothing of the request to who has no credentials", async () => {
    const change = contract.body
      ? { body: "x".repeat(6_000_000 - 300_000) }
      : { query: { tenant_id: "a b" } };
    expect((await sendSample(url, contract, sample, change)).status).toBe(401);
  });
});

test("the tenant default is there from the start, and a key works for it", async () => {
  const memory = memoryClient(url, { tenant: "default", headers: withKey });
  const { id } = await memory.write({ content: "a strict beginning", user_id: "ann" });
  expect((await memory.search("strict", { min_similarity: 0.3 })).results.map((result) => result.id)).toEqual(
    [id],
  );
});

test("a tenant that nobody made does not come into being by being named", async () => {
  const memory = memoryClient(url, { headers: withKey });
  for (const [path, body] of [
    ["/v1/messages", { conversation_id: "c", role: "user", content: "x" }],
    ["/v1/messages/batch", { messages: [{ conversation_id: "c", role: "user", content: "x" }] }],
  ] as const) {
    const answer = await memory.send(path, body, { "idempotency-key": "once" });
    expect([answer.status, refusal(answer).code]).toEqual([404, "not_found"]);
  }
  expect(
    Object.values(await rowsOf(cloud.environment).count(memory.tenant)).filter((count) => count > 0),
  ).toEqual([]);
});

test("an Idempotency-Key counts for one caller", async () => {
  const write = async (apiKey: string) => {
    const body = { conversation_id: "c", role: "user", content: "said by each" };
    const memory = memoryClient(url, { tenant: "default", headers: { "x-api-key": apiKey } });
    const answer = await memory.send("/v1/messages", body, { "idempotency-key": "once" });
    return (answer.json() as { id: string }).id;
  };
  const [first, again, another] = [await write(key), await write(key), await write(anotherKey)];
  expect(again).toBe(first);
  expect(another).not.toBe(first);
});

test("size is checked before shape, and shape before who is named", async () => {
  const headers = { ...withKey, "x-user-id": "ann" };
  const tooLarge = await call(`${url}/v1/messages?user_id=bob`, { headers, body: "x".repeat(1_000_001) });
  expect(tooLarge.status).toBe(413);
  const shapeless = await call(`${url}/v1/messages?user_id=bob`, { headers, body: "{" });
  expect(shapeless.status).toBe(400);
  const body = { tenant_id: "nobody-made-it", conversation_id: "c", role: "user", content: "x" };
  const anotherUser = await call(`${url}/v1/messages?user_id=bob`, { headers, body });
  expect(anotherUser.status).toBe(403);
  expect((await call(`${url}/v1/messages`, { headers, body })).status).toBe(404);
});
