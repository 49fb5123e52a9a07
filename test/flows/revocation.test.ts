import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { newApiKey } from "#shared/wire/http/api-keys.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, refusal, shaped } from "./call.ts";
import { startLine } from "./line.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { startSecondInstance } from "./second-instance.ts";

const operatorKey = "an-operator-key-of-a-test";
const cloud = await startOwnCloud({
  settings: { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: operatorKey },
});
const first = cloud.url;
const second = await startSecondInstance(cloud);

const toRedis = await startLine();
toRedis.leadTo(Number(new URL(cloud.redis.url).port));
const apart = await startSecondInstance(cloud, {
  UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${toRedis.port}`,
});
afterEach(() => toRedis.mend());

const headers = { "x-api-key": operatorKey };
async function make(): Promise<{ id: string; key: string }> {
  const body = { tenant_id: uniqueTenant(), name: "a key", scopes: ["memory:read"] };
  await call(`${first}/v1/admin/tenants`, { body: { id: body.tenant_id, name: "A tenant" }, headers });
  const answer = await call(`${first}/v1/admin/api-keys`, { body, headers });
  expect(answer.status, answer.text).toBe(201);
  return shaped(newApiKey, answer.json());
}
const revoke = async (instance: string, id: string) =>
  (await call(`${instance}/v1/admin/api-keys/${id}`, { method: "DELETE", headers })).status;
const use = (instance: string, key: string) =>
  call(`${instance}/v1/memories?limit=1`, { headers: { "x-api-key": key } });
const statusOf = async (instance: string, key: string) => (await use(instance, key)).status;

/** It may be served for five seconds, and not by a request that begins after them. */
async function stopsInTime(instance: string, key: string): Promise<void> {
  const until = performance.now() + 5_000;
  while (performance.now() < until && (await statusOf(instance, key)) !== 401) await setTimeout(100);
  expect(refusal(await use(instance, key)).code).toBe("unauthenticated");
}

describe("a key that is revoked through one instance", () => {
  test.each([
    ["the first", first, second],
    ["the second", second, first],
  ])("stops within five seconds on the other, which has just seen it hold: %s", async (_, here, there) => {
    const [gone, stays] = [await make(), await make()];
    for (const { key } of [gone, stays]) expect(await statusOf(there, key)).toBe(200);
    expect(await revoke(here, gone.id)).toBe(204);
    await stopsInTime(there, gone.key);
    expect(await statusOf(there, stays.key)).toBe(200);
  });

  test.each(["cut", "hang"] as const)(
    "stops within five seconds on one whose Redis does '%s', and other keys go on",
    async (how) => {
      const [gone, stays] = [await make(), await make()];
      for (const { key } of [gone, stays]) expect(await statusOf(apart, key)).toBe(200);
      toRedis[how]();
      expect(await revoke(first, gone.id)).toBe(204);
      await stopsInTime(apart, gone.key);
      expect(await statusOf(apart, stays.key)).toBe(200);
    },
  );

  test("never works on an instance that meets it afterwards", async () => {
    const { id, key } = await make();
    expect(await revoke(second, id)).toBe(204);
    for (const instance of [first, second, apart]) expect(await statusOf(instance, key)).toBe(401);
  });
});
