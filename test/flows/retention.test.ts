import { describe, expect, inject, test, vi } from "vitest";
import { message } from "#shared/wire/http/messages.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, refusal, shaped } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { archivePage, everythingOld, longAgo, retentionClient } from "./retention-client.ts";
import { rowsOf } from "./rows.ts";

const { url, environment } = inject("cloud");
const rows = rowsOf(environment);
const retention = retentionClient(url);

/** A tenant of its own with one message from long ago and one of today. */
async function begin(policy: Record<string, unknown> = everythingOld) {
  const memory = memoryClient(url);
  const { id } = await memory.write({ content: "jasmine tea", created_at: longAgo, user_id: "anna" });
  const today = await memory.write({ content: "green tea", user_id: "anna" });
  await memory.untilEmbedded(id);
  await memory.untilEmbedded(today.id);
  await retention.setPolicy(memory.tenant, policy);
  const run = async () => {
    const { run_id } = await retention.start({ tenant_id: memory.tenant });
    return await retention.untilDone(run_id);
  };
  return { memory, tenant: memory.tenant, id, today: today.id, run };
}

describe("a retention policy", () => {
  const careful = {
    enabled: true,
    archive: { after_days: 365, below_importance: 0.3, roles: ["user", "assistant", "system"] },
    delete: null,
    keep: { roles: [], min_importance: null, metadata: { keep: true } },
  };

  test("is the careful default until it is set: nothing is deleted, nothing said by a person is put away", async () => {
    const tenant = uniqueTenant();
    expect(await retention.policyOf(tenant)).toEqual({ tenant_id: tenant, is_default: true, ...careful });
    const memory = memoryClient(url, { tenant });
    await memory.write({ content: "hm", created_at: longAgo });
    await memory.write({ content: "unimportant", importance: 0.1, created_at: longAgo });
    await memory.write({ content: "kept", importance: 0.1, created_at: longAgo, metadata: { keep: true } });
    expect(await retention.dryRun({ tenant_id: tenant })).toMatchObject({ archived: 1, deleted: 0 });
  });

  test("is replaced whole, what is left out takes its default, and what is read can be set again", async () => {
    const tenant = uniqueTenant();
    const set = await retention.setPolicy(tenant, {
      archive: null,
      delete: { archived_for_days: 7 },
      keep: { roles: ["system"], metadata: { pinned: "yes", "a b": 1 } },
    });
    expect(set).toEqual({
      tenant_id: tenant,
      is_default: false,
      enabled: true,
      archive: null,
      delete: { archived_for_days: 7 },
      keep: { roles: ["system"], min_importance: null, metadata: { pinned: "yes", "a b": 1 } },
    });
    expect(await retention.policyOf(tenant)).toEqual(set);
    expect(await retention.setPolicy(tenant, await retention.policyOf(tenant))).toEqual(set);
    expect(await retention.setPolicy(tenant, {})).toEqual({
      tenant_id: tenant,
      is_default: false,
      ...careful,
    });
    expect(await retention.setPolicy(tenant, { enabled: false })).toMatchObject({ enabled: false });
  });

  test.each([
    ["no days at all", { archive: { after_days: 0 } }, "archive.after_days"],
    ["half a day", { delete: { archived_for_days: 0.5 } }, "delete.archived_for_days"],
    ["a deletion without its days", { delete: {} }, "delete.archived_for_days"],
    ["an importance above one", { archive: { below_importance: 1.1 } }, "archive.below_importance"],
    ["an unknown role", { keep: { roles: ["robot"] } }, "keep.roles.0"],
    ["a flag with NUL", { keep: { metadata: { keep: "\u0000" } } }, "keep.metadata.keep"],
    ["a flag that is a list", { keep: { metadata: { keep: [1] } } }, "keep.metadata.keep"],
  ])("with %s is refused", async (_what, policy, path) => {
    const answer = await call(`${url}/v1/admin/retention/policies/${uniqueTenant()}`, {
      method: "PUT",
      body: policy,
    });
    expect([answer.status, refusal(answer).details?.[0]?.path]).toEqual([400, path]);
  });
});

test("a dry run says what a run does, and changes nothing", async () => {
  const { memory, tenant, id } = await begin();
  const { retention_runs: _, ...before } = await rows.count(tenant);
  const dry = await retention.dryRun({ tenant_id: tenant });
  expect(dry).toMatchObject({ tenant_id: tenant, dry_run: true, status: "done", archived: 1, deleted: 0 });
  const { retention_runs: __, ...after } = await rows.count(tenant);
  expect(after).toEqual(before);
  expect((await memory.search("jasmine")).results.map((result) => result.id)).toContain(id);
  expect(await retention.run(dry.run_id)).toEqual(dry);
});

test("a run puts old messages out of search and in the archive, with no word and no vector left behind", async () => {
  const { memory, tenant, id, today, run } = await begin();
  const memoryOf = await memory.remember({ content: "likes tea", source_message_ids: [id], user_id: "anna" });
  const before = await rows.count(tenant);
  expect(await run()).toMatchObject({
    tenant_id: tenant,
    dry_run: false,
    trigger: "request",
    requested_by: "dev",
    status: "done",
    archived: 1,
    deleted: 0,
    delete_before: null,
  });
  const after = await rows.count(tenant);
  expect(after).toMatchObject({ messages: 2, postings: before.postings! - 2, outbox: 0 });
  for (const query of ["jasmine", "jasmine tea", "a drink"]) {
    const { results } = await memory.search(query);
    expect(results.map((result) => result.id)).not.toContain(id);
  }
  const read = await memory.read(id);
  expect(read).toMatchObject({ content: "jasmine tea", archived_at: expect.any(String) });
  expect(await memory.read(today)).not.toHaveProperty("archived_at");
  expect((await memory.recall(memoryOf.id)).source_message_ids).toEqual([id]);
  expect((await retention.archive({ tenant_id: tenant })).items).toEqual([read]);
  expect((await retention.archive({ tenant_id: tenant, user_id: "anna" })).items).toEqual([read]);
  expect((await retention.archive({ tenant_id: tenant, user_id: "ben" })).items).toEqual([]);
  expect(await run()).toMatchObject({ archived: 0, deleted: 0 });
});

test("a restored message is found again by word and by meaning, and stays through the next run", async () => {
  const { memory, tenant, id, run } = await begin();
  const before = await rows.count(tenant);
  const ranked = await memory.search("jasmine", { as_of: "2026-01-01T00:00:00Z" });
  await run();
  const answer = await retention.restore(id, { tenant_id: tenant });
  expect(answer.status, answer.text).toBe(200);
  expect(shaped(message, answer.json())).toMatchObject({ id, embedding_status: "pending" });
  await memory.untilEmbedded(id);
  await vi.waitFor(async () => expect((await rows.count(tenant)).outbox).toBe(0), { timeout: 60_000 });
  const { messages, postings, embeddings } = before;
  expect(await rows.count(tenant)).toMatchObject({ messages, postings, embeddings });
  expect((await memory.search("jasmine", { as_of: "2026-01-01T00:00:00Z" })).results).toEqual(ranked.results);
  const again = await retention.restore(id, { tenant_id: tenant });
  expect([again.status, (again.json() as { embedding_status: string }).embedding_status]).toEqual([
    200,
    "ready",
  ]);
  expect(await run()).toMatchObject({ archived: 0 });
});

describe("restoring", () => {
  test.each([
    ["another tenant's message", (tenant: string) => ({ tenant_id: `${tenant}.other` })],
    ["another user's message", (tenant: string) => ({ tenant_id: tenant, user_id: "ben" })],
  ])("%s is 404", async (_whose, as) => {
    const { tenant, id, run } = await begin();
    await run();
    const answer = await retention.restore(id, as(tenant));
    expect([answer.status, refusal(answer).code]).toEqual([404, "not_found"]);
    expect((await retention.archive({ tenant_id: tenant })).items).toHaveLength(1);
  });
});

test("the archive is walked page by page and filtered", async () => {
  const memory = memoryClient(url);
  const drafts = Array.from({ length: 5 }, (_, at) => ({
    conversation_id: at < 3 ? "c1" : "c2",
    role: at % 2 === 0 ? "user" : "assistant",
    content: `old ${at}`,
    created_at: `2021-03-0${at + 1}T00:00:00Z`,
  }));
  const ids = (await memory.writeAll(drafts)).map(({ id }) => id);
  await retention.setPolicy(memory.tenant, everythingOld);
  await retention.untilDone((await retention.start({ tenant_id: memory.tenant })).run_id);
  const list = async (query: Record<string, unknown>) => {
    const page = await retention.archive({ tenant_id: memory.tenant, ...query });
    return page.items.map(({ id }) => ids.indexOf(id));
  };
  expect(await list({})).toEqual([4, 3, 2, 1, 0]);
  expect(await list({ conversation_id: "c2" })).toEqual([4, 3]);
  expect(await list({ role: "assistant" })).toEqual([3, 1]);
  expect(await list({ since: "2021-03-02T00:00:00Z", until: "2021-03-04T00:00:00Z" })).toEqual([3, 2, 1]);

  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await retention.archive({ tenant_id: memory.tenant, limit: 2, cursor: cursor ?? undefined });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(seen).toEqual(ids.toReversed());
  const bad = await call(`${url}/v1/archive?cursor=${Buffer.from("1/x").toString("base64url")}`);
  expect([bad.status, refusal(bad).details?.[0]?.path]).toEqual([400, "cursor"]);
  archivePage.parse((await call(`${url}/v1/archive?tenant_id=${memory.tenant}`)).json());
});

test("clearing a conversation takes along what was put away, and counts what search had", async () => {
  const { memory, tenant, id, run } = await begin();
  await run();
  const clear = () => memory.send("/v1/memory/clear", { conversation_id: "conversation", user_id: "anna" });
  expect((await clear()).json()).toMatchObject({ memories_cleared: 1 });
  expect((await memory.ask(`/v1/messages/${id}`)).status).toBe(404);
  expect(await rows.count(tenant)).toMatchObject({ messages: 0, postings: 0, embeddings: 0 });
});

describe("starting a run", () => {
  test("under one Idempotency-Key starts one, and gets the same answer again", async () => {
    const { tenant } = await begin();
    const key = { "idempotency-key": "once" };
    const first = await retention.start({ tenant_id: tenant }, key);
    await retention.untilDone(first.run_id);
    expect(await retention.start({ tenant_id: tenant }, key)).toEqual(first);
    expect((await retention.runs({ tenant_id: tenant })).items).toHaveLength(1);
    const other = await call(`${url}/v1/admin/retention/run`, {
      body: { tenant_id: tenant, dry_run: true },
      headers: key,
    });
    expect([other.status, refusal(other).code]).toEqual([422, "idempotency_mismatch"]);
  });

  test("dry, under one key, gets the first answer again though things have changed", async () => {
    const { memory, tenant } = await begin();
    const body = { tenant_id: tenant, dry_run: true };
    const ask = () => call(`${url}/v1/admin/retention/run`, { body, headers: { "idempotency-key": "dry" } });
    const first = await ask();
    await memory.write({ content: "another", created_at: longAgo });
    expect((await ask()).json()).toEqual(first.json());
    expect((await retention.dryRun({ tenant_id: tenant })).archived).toBe(2);
  });

  test("many times at once does the work once", async () => {
    const { tenant } = await begin();
    const started = await Promise.all(
      Array.from({ length: 6 }, () => retention.start({ tenant_id: tenant })),
    );
    const runs = await Promise.all(started.map(({ run_id }) => retention.untilDone(run_id)));
    expect(runs.map(({ archived }) => archived).toSorted()).toEqual([0, 0, 0, 0, 0, 1]);
    expect((await retention.runs({ tenant_id: tenant, limit: 6 })).items).toHaveLength(6);
  });

  test("a run that is nobody's is 404", async () => {
    const answer = await call(`${url}/v1/admin/retention/runs/019a0000-0000-7000-8000-000000000000`);
    expect([answer.status, refusal(answer).code]).toEqual([404, "not_found"]);
  });
});
