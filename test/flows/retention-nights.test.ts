import { expect, test, vi } from "vitest";
import { createRedis } from "#shared/adapters/redis/redis-client.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, refusal } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { everythingOld, longAgo, retentionClient } from "./retention-client.ts";
import { rowsOf } from "./rows.ts";

const operatorKey = "an-operator-key-of-a-test";
const cloud = await startOwnCloud({ settings: { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: operatorKey } });
const { url } = cloud;
const rows = rowsOf(cloud.environment);
const headers = { "x-api-key": operatorKey };
const operator = retentionClient(url, headers);
const lastRun = async () => {
  const health = (await call(`${url}/v1/admin/health`)).json() as { retention: { last_run: string | null } };
  return health.retention.last_run;
};

async function beginTenant(old: number): Promise<string> {
  const id = uniqueTenant();
  await call(`${url}/v1/admin/tenants`, { body: { id, name: "A tenant" }, headers });
  await operator.setPolicy(id, everythingOld);
  const memory = memoryClient(url, { tenant: id, headers });
  const drafts = Array.from({ length: old }, (_, at) => ({ content: `old ${at}`, created_at: longAgo }));
  if (old > 0) await memory.writeAll(drafts);
  return id;
}

async function keyOf(tenant: string, ...scopes: string[]): Promise<Record<string, string>> {
  const body = { tenant_id: tenant, name: "a key", scopes };
  const { key } = (await call(`${url}/v1/admin/api-keys`, { body, headers })).json() as { key: string };
  return { "x-api-key": key };
}

const messageOf = (user_id: string) => ({ conversation_id: "c", role: "user", content: "hello", user_id });
const night = () => cloud.lambda.invoke("retention", {});
const nightly = async () => (await operator.runs()).items.filter(({ trigger }) => trigger === "nightly");

test("before the first run nobody has run, and a dry run is none", async () => {
  expect(await lastRun()).toBeNull();
  await operator.dryRun({ tenant_id: "default" });
  await operator.dryRun();
  expect(await lastRun()).toBeNull();
});

test("a night goes through every tenant once, however often it is begun", async () => {
  const counts = [0, 1, 2, 3, 1, 0, 2];
  const tenants: string[] = [];
  for (const count of counts) tenants.push(await beginTenant(count));
  const expected = counts.reduce((sum, count) => sum + count, 0);
  const dry = await operator.dryRun();
  expect(dry).toMatchObject({ tenant_id: null, archived: expected, deleted: 0, tenants: counts.length + 1 });

  await Promise.all([night(), night()]);
  await vi.waitFor(async () => expect((await nightly())[0]?.status).toBe("done"), { timeout: 30_000 });
  expect(await nightly()).toMatchObject([
    { tenant_id: null, requested_by: null, archived: expected, deleted: 0, tenants: counts.length + 1 },
  ]);
  for (const [at, tenant] of tenants.entries()) {
    const { items } = await operator.runs({ tenant_id: tenant });
    expect(items.filter(({ dry_run }) => !dry_run)).toMatchObject([
      { tenant_id: tenant, trigger: "nightly", status: "done", archived: counts[at] },
    ]);
    expect((await operator.archive({ tenant_id: tenant })).items).toHaveLength(counts[at]!);
  }
  expect(await lastRun()).not.toBeNull();

  expect(await night()).toEqual({ waiting: 0 });
  expect(await nightly()).toHaveLength(1);
});

test("an operator's run without a tenant is one over all of them", async () => {
  const [one, two] = [await beginTenant(2), await beginTenant(1)];
  const begun = await operator.start({}, { "idempotency-key": "all" });
  expect(begun.tenant_id).toBeNull();
  expect(await operator.untilDone(begun.run_id)).toMatchObject({
    tenant_id: null,
    trigger: "request",
    archived: 3,
    deleted: 0,
  });
  expect(await operator.start({}, { "idempotency-key": "all" })).toEqual(begun);
  for (const [tenant, count] of [
    [one, 2],
    [two, 1],
  ] as const) {
    expect((await operator.archive({ tenant_id: tenant })).items).toHaveLength(count);
  }
});

test("an administrator sets, runs and sees its own tenant, and no other", async () => {
  const [mine, theirs] = [await beginTenant(2), await beginTenant(1)];
  const admin = await keyOf(mine, "admin", "memory:read");
  const own = retentionClient(url, admin);
  const set = await own.setPolicy(mine, { ...everythingOld, keep: { min_importance: 0.9 } });
  expect(await operator.policyOf(mine)).toEqual(set);
  const dry = await own.dryRun();
  expect(dry).toMatchObject({ tenant_id: mine, archived: 2 });
  const { run_id, tenant_id } = await own.start();
  expect(tenant_id).toBe(mine);
  expect(await own.untilDone(run_id)).toMatchObject({ archived: dry.archived, deleted: dry.deleted });
  expect((await own.archive({})).items).toHaveLength(2);
  expect((await operator.archive({ tenant_id: theirs })).items).toEqual([]);

  const foreign = await operator.start({ tenant_id: theirs });
  const ask = (path: string, request = {}) =>
    call(`${url}/v1/admin/retention${path}`, { headers: admin, ...request });
  expect(refusal(await ask(`/runs/${foreign.run_id}`)).code).toBe("not_found");
  expect((await own.runs()).items.every((run) => run.tenant_id === mine)).toBe(true);
  for (const answer of [
    await ask(`/policies/${theirs}`),
    await ask(`/policies/${theirs}`, { method: "PUT", body: {} }),
    await ask("/run", { body: { tenant_id: theirs } }),
    await ask(`/runs?tenant_id=${theirs}`),
  ]) {
    expect([answer.status, refusal(answer).code]).toEqual([403, "forbidden"]);
  }
  const reader = await keyOf(mine, "memory:read");
  const refused = await call(`${url}/v1/admin/retention/run`, { body: {}, headers: reader });
  expect([refused.status, refusal(refused).code]).toEqual([403, "forbidden"]);
});

test("a tenant that nobody made has no policy and no run", async () => {
  for (const answer of [
    await call(`${url}/v1/admin/retention/policies/nobody-made-it`, { headers }),
    await call(`${url}/v1/admin/retention/policies/nobody-made-it`, { method: "PUT", body: {}, headers }),
    await call(`${url}/v1/admin/retention/run`, { body: { tenant_id: "nobody-made-it" }, headers }),
    await call(`${url}/v1/admin/retention/run`, {
      body: { tenant_id: "nobody-made-it", dry_run: true },
      headers,
    }),
  ]) {
    expect([answer.status, refusal(answer).code]).toEqual([404, "not_found"]);
  }
});

test("while the queue does not answer a run is 503, and the next one finishes both", async () => {
  const tenant = await beginTenant(2);
  cloud.aws.disturb("AmazonSQS.SendMessageBatch", "fail");
  const body = { tenant_id: tenant };
  const refused = await call(`${url}/v1/admin/retention/run`, { body, headers });
  expect([refused.status, refusal(refused).code]).toEqual([503, "upstream_unavailable"]);
  cloud.aws.disturb("AmazonSQS.SendMessageBatch", "pass");
  const { run_id } = await operator.start(body);
  expect(await operator.untilDone(run_id)).toMatchObject({ archived: 0 });
  const { items } = await operator.runs(body);
  expect(items.map(({ status, archived }) => [status, archived])).toEqual([
    ["done", 0],
    ["done", 2],
  ]);
});

test("a night takes away what was kept for a repeat for longer than a day", async () => {
  const [old, young] = [await beginTenant(0), await beginTenant(0)];
  for (const tenant of [old, young]) {
    const draft = { conversation_id: "c", role: "user", content: "once" };
    const memory = memoryClient(url, { tenant, headers });
    const answer = await memory.send("/v1/messages", draft, { "idempotency-key": "a-key" });
    expect(answer.status, answer.text).toBe(201);
  }
  await rows.backdateAnswers(old);
  const kept = async (tenant: string) => (await rows.count(tenant)).idempotency_keys;
  expect([await kept(old), await kept(young)]).toEqual([1, 1]);
  await night();
  expect([await kept(old), await kept(young)]).toEqual([0, 1]);
});

test("a night shuts out again who is disabled, should Redis have forgotten it", async () => {
  const tenant = await beginTenant(0);
  const people = { tenant, headers };
  const write = (user_id: string) => memoryClient(url, people).send("/v1/messages", messageOf(user_id));
  for (const user of ["ann", "ben"]) expect((await write(user)).status).toBe(201);
  const disable = { method: "PATCH", body: { disabled: true }, headers };
  expect((await call(`${url}/v1/admin/users/ann?tenant_id=${tenant}`, disable)).status).toBe(200);
  expect((await write("ann")).status).toBe(403);
  const { UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN } = cloud.environment;
  await createRedis({ url: UPSTASH_REDIS_REST_URL!, token: UPSTASH_REDIS_REST_TOKEN! }).flushdb();
  expect((await write("ann")).status).toBe(201);
  await night();
  expect((await write("ann")).status).toBe(403);
  expect((await write("ben")).status).toBe(201);
});
