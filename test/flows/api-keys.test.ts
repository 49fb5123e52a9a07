import { describe, expect, test, vi } from "vitest";
import { apiKey, newApiKey } from "#shared/wire/http/api-keys.ts";
import { pageOf } from "#shared/wire/http/page.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, type Request, refusal, shaped } from "./call.ts";
import { startOwnCloud } from "./own-cloud.ts";

const operatorKey = "an-operator-key-of-a-test";
const cloud = await startOwnCloud({
  settings: {
    AIMI_AUTH_MODE: "strict",
    AIMI_API_KEYS: operatorKey,
    AIMI_KEY_RATE_LIMIT_PER_MINUTE: "200",
  },
});
const { url, postgres, redis } = cloud;

const as =
  (key: string) =>
  (path: string, request: Request = {}) =>
    call(`${url}${path}`, { ...request, headers: { ...request.headers, "x-api-key": key } });
const operator = as(operatorKey);

async function begin(): Promise<string> {
  const id = uniqueTenant();
  expect((await operator("/v1/admin/tenants", { body: { id, name: "A tenant" } })).status).toBe(201);
  return id;
}

async function make(tenant_id: string, ...scopes: string[]) {
  const answer = await operator("/v1/admin/api-keys", { body: { tenant_id, name: "a key", scopes } });
  expect(answer.status, answer.text).toBe(201);
  return shaped(newApiKey, answer.json());
}

const search = "/v1/memory/search?query=x";
const draft = { conversation_id: "c", role: "user", content: "said by a key" };

describe("a key", () => {
  test("is shown once, works for its tenant alone, and does what it may", async () => {
    const tenant = await begin();
    const made = await make(tenant, "memory:read", "memory:write");
    const holder = as(made.key);
    const written = await holder("/v1/messages", { body: draft });
    expect(written.status).toBe(201);
    expect((await holder(`${search}&tenant_id=${tenant}`)).status).toBe(200);
    expect((await holder(`${search}&tenant_id=default`)).status).toBe(403);
    expect(refusal(await holder("/v1/admin/api-keys")).code).toBe("forbidden");

    const listed = await operator(`/v1/admin/api-keys?tenant_id=${tenant}`);
    const { items } = shaped(pageOf(apiKey), listed.json()) as { items: { last_used_at: string | null }[] };
    expect(items).toMatchObject([{ id: made.id, name: "a key", scopes: ["memory:read", "memory:write"] }]);
    expect(items[0]!.last_used_at).not.toBeNull();
    expect(listed.text).not.toContain(made.key);
  });

  test("of an administrator grants what it has, to its own tenant, and nothing else", async () => {
    const admin = as((await make(await begin(), "admin", "chat")).key);
    const grant = (scopes: string[], more = {}) =>
      admin("/v1/admin/api-keys", { body: { name: "another", scopes, ...more } });
    expect((await grant(["chat"])).status).toBe(201);
    expect(refusal(await grant(["chat", "operator"])).code).toBe("forbidden");
    expect((await grant(["chat"], { tenant_id: "default" })).status).toBe(403);
    const stranger = await make(await begin(), "chat");
    const answer = await admin(`/v1/admin/api-keys/${stranger.id}`, { method: "DELETE" });
    expect([answer.status, refusal(answer).code]).toEqual([404, "not_found"]);
  });

  test("is made once under an Idempotency-Key, and its repeat is 409", async () => {
    const body = { tenant_id: await begin(), name: "once", scopes: ["chat"] };
    const send = (change = {}) =>
      operator("/v1/admin/api-keys", {
        body: { ...body, ...change },
        headers: { "idempotency-key": "once" },
      });
    expect((await send()).status).toBe(201);
    expect(refusal(await send()).code).toBe("conflict");
    expect(refusal(await send({ name: "other" })).code).toBe("idempotency_mismatch");
  });

  test("of a tenant that nobody made is 404", async () => {
    const body = { tenant_id: "nobody-made-it", name: "x", scopes: ["chat"] };
    expect((await operator("/v1/admin/api-keys", { body })).status).toBe(404);
    expect((await operator("/v1/admin/api-keys?tenant_id=nobody-made-it")).status).toBe(404);
  });

  test("lists page by page", async () => {
    const tenant = await begin();
    const ids = [];
    for (let at = 0; at < 5; at++) ids.push((await make(tenant, "chat")).id);
    const seen: string[] = [];
    let cursor = "";
    do {
      const answer = await operator(`/v1/admin/api-keys?tenant_id=${tenant}&limit=2${cursor}`);
      const page = answer.json() as { items: { id: string }[]; next_cursor: string | null };
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor === null ? "" : `&cursor=${page.next_cursor}`;
    } while (cursor !== "");
    expect(seen).toEqual(ids);
  });
});

test("a key that is revoked stops within five seconds, in every instance that remembers it", async () => {
  const made = await make(await begin(), "memory:read");
  const holder = as(made.key);
  const statuses = async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => holder(search)));
    return new Set(answers.map(({ status }) => status));
  };
  expect(await statuses()).toEqual(new Set([200]));
  const revoke = () => operator(`/v1/admin/api-keys/${made.id}`, { method: "DELETE" });
  expect((await revoke()).status).toBe(204);
  await vi.waitUntil(async () => (await statuses()).has(401), { timeout: 5_000, interval: 100 });
  expect(await statuses()).toEqual(new Set([401]));
  const shapeless = await holder("/v1/memory/search");
  expect(refusal(shapeless).code).toBe("unauthenticated");
  expect((await revoke()).status).toBe(204);
});

test("a key that cannot be one is refused before any store is asked", async () => {
  const { key } = await make(await begin(), "memory:read");
  const before = [postgres.requestCount(), redis.commandCount()];
  const last = key.at(-1) === "x" ? "y" : "x";
  for (const bad of [
    `${key}x`,
    key.slice(0, -1) + last,
    "aimi_local_x_y",
    key.replace("local", "prod"),
    "short",
  ]) {
    expect((await as(bad)(search)).status).toBe(401);
  }
  expect([postgres.requestCount(), redis.commandCount()]).toEqual(before);
});

test("a known key costs one call of Redis, and none of Postgres for itself", async () => {
  const holder = as((await make(await begin(), "memory:read")).key);
  const look = () => holder("/v1/messages/00000000-0000-0000-0000-000000000000");
  await look();
  const before = [postgres.requestCount(), redis.commandCount()];
  expect((await look()).status).toBe(404);
  const [ofPostgres, ofRedis] = [postgres.requestCount() - before[0]!, redis.commandCount() - before[1]!];
  expect([ofPostgres, ofRedis]).toEqual([1, 1]);
});

test("requests beyond a tenant's limit are 429, and each answer says what is left", async () => {
  const tenant = await begin();
  const patch = await operator(`/v1/admin/tenants/${tenant}`, {
    method: "PATCH",
    body: { limits: { requests_per_minute: 3 } },
  });
  expect(patch.status).toBe(200);
  const holder = as((await make(tenant, "memory:read")).key);
  const answers = [];
  for (let time = 0; time < 8; time++) answers.push(await holder(search));
  expect(answers[0]!.headers.get("ratelimit-limit")).toBe("3");
  expect(answers[0]!.headers.get("ratelimit-remaining")).toBe("2");
  const refused = answers.find(({ status }) => status === 429)!;
  expect(refusal(refused).code).toBe("rate_limited");
  expect(refused.headers.get("ratelimit-remaining")).toBe("0");
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(refused.headers.get("ratelimit-reset")).toBe(String(seconds));
});
