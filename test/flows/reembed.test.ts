import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { dimensions, startFaultyModel } from "../faults/start-faulty-model.ts";
import { call, refusal } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { rowsOf } from "./rows.ts";

const operatorKey = "an-operator-key-of-a-test";
const dataDir = await mkdtemp(join(tmpdir(), "aimi-reembed-"));
const database = `aimi_test_reembed_${process.pid}`;
const model = await startFaultyModel(() => 1);
afterAll(async () => {
  await model.close();
  await rm(dataDir, { recursive: true, force: true });
});

const startWith = (name: string, settings: Record<string, string> = {}) =>
  startOwnCloud({
    dataDir,
    database,
    settings: {
      AIMI_EMBEDDING_BASE_URL: model.url,
      AIMI_EMBEDDING_MODEL: name,
      AIMI_EMBEDDING_DIMENSIONS: String(dimensions),
      ...settings,
    },
  });

async function modelsOf(environment: Readonly<Record<string, string>>, tenantId: string) {
  const text = "select model, count(*)::int as count from embeddings group by model order by model";
  const reach = { scope: "tenant", tenantId } as const;
  const rows = await createDatabase({ url: environment.DATABASE_URL! }).query<{
    model: string;
    count: number;
  }>(reach, { text });
  return Object.fromEntries(rows.map((row) => [row.model, row.count]));
}

test("a changed model leaves search working by keyword until a tenant is moved to it, and nothing of the old one after", async () => {
  const before = await startWith("first-model");
  const first = memoryClient(before.url);
  const { tenant } = first;
  const said = await first.writeAll([
    { content: "the needle" },
    { content: "the hay" },
    { content: "the barn" },
  ]);
  const remembered = await first.remember({ content: "owns a barn" });
  for (const { id } of said) await first.untilEmbedded(id);
  await vi.waitUntil(async () => (await first.recall(remembered.id)).embedding_status === "ready", {
    timeout: 30_000,
  });
  const stranger = memoryClient(before.url);
  await stranger.untilEmbedded((await stranger.write({ content: "of another tenant" })).id);
  await before.close();

  const cloud = await startWith("second-model", { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: operatorKey });
  const headers = { "x-api-key": operatorKey };
  const memory = memoryClient(cloud.url, { tenant, headers });
  const found = await memory.search("needle");
  expect(found.results.map(({ id }) => id)).toContain(said[0]!.id);
  expect(found.results[0]?.score_breakdown).toMatchObject({ vector: 0 });
  expect((await memory.read(said[0]!.id)).embedding_status).toBe("pending");

  const body = { tenant_id: tenant, name: "admin", scopes: ["admin"] };
  const made = await call(`${cloud.url}/v1/admin/api-keys`, { headers, body });
  const admin = { "x-api-key": (made.json() as { key: string }).key };
  const reembed = (given: object, holder: Record<string, string> = headers) =>
    call(`${cloud.url}/v1/admin/reembed`, { body: given, headers: holder });
  const begun = await reembed({}, admin);
  expect([begun.status, begun.json()]).toEqual([
    202,
    { tenant_id: tenant, model: "second-model", tenants: 1 },
  ]);
  expect((await reembed({}, admin)).json()).toEqual(begun.json());
  expect((await reembed({ tenant_id: stranger.tenant }, admin)).status).toBe(403);
  expect(refusal(await reembed({ tenant_id: "nobody" })).code).toBe("not_found");

  for (const { id } of said) await memory.untilEmbedded(id);
  const outbox = () => rowsOf(cloud.environment).outbox();
  await vi.waitUntil(async () => (await outbox()).length === 0, { timeout: 30_000 });
  expect((await memory.recall(remembered.id)).embedding_status).toBe("ready");
  expect(await modelsOf(cloud.environment, tenant)).toEqual({ "second-model": 4 });
  expect((await memory.search("needle")).results[0]).toMatchObject({ id: said[0]!.id });
  expect((await memory.search("needle")).results[0]?.score_breakdown.vector).toBeGreaterThan(0);
  expect(await modelsOf(cloud.environment, stranger.tenant)).toEqual({ "first-model": 1 });

  const everyone = (await reembed({})).json() as { tenant_id: null; tenants: number };
  expect(everyone.tenant_id).toBeNull();
  expect(everyone.tenants).toBeGreaterThanOrEqual(2);
  await vi.waitUntil(async () => (await outbox()).length === 0, { timeout: 30_000 });
  expect(await modelsOf(cloud.environment, stranger.tenant)).toEqual({ "second-model": 1 });
});
