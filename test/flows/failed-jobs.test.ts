import { afterEach, describe, expect, test, vi } from "vitest";
import { failedJob } from "#shared/wire/http/jobs.ts";
import { pageOf } from "#shared/wire/http/page.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, refusal, shaped } from "./call.ts";
import { type MemoryClient, memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { queueClient } from "./queue-client.ts";
import { rowsOf } from "./rows.ts";

const operatorKey = "an-operator-key-of-a-test";
const cloud = await startOwnCloud({
  queueHaste: 1_000,
  settings: { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: operatorKey },
});
const { url, model } = cloud;
const rows = rowsOf(cloud.environment);
const queue = queueClient(cloud.environment);

const as = (key: string) => ({ headers: { "x-api-key": key } });
const operator = as(operatorKey);

afterEach(() => model.disturb("pass"));

async function begin(): Promise<MemoryClient> {
  const id = uniqueTenant();
  await call(`${url}/v1/admin/tenants`, { ...operator, body: { id, name: "A tenant" } });
  return memoryClient(url, { tenant: id, ...operator });
}
async function jobsOf(query: string, holder = operator) {
  const answer = await call(`${url}/v1/admin/jobs?${query}`, holder);
  expect(answer.status, answer.text).toBe(200);
  return (shaped(pageOf(failedJob), answer.json()) as { items: Record<string, unknown>[] }).items;
}
const failedOf = ({ tenant }: MemoryClient) => jobsOf(`tenant_id=${tenant}`);
const post = (path: string, holder = operator) => call(`${url}${path}`, { method: "POST", ...holder });
const redrive = (holder = operator) => post("/v1/admin/dlq/memory-jobs/redrive", holder);
const statusOf = async (memory: MemoryClient, id: string) => (await memory.read(id)).embedding_status;
const until = (holds: () => Promise<boolean>) => vi.waitUntil(holds, { timeout: 50_000, interval: 100 });

/** Messages whose job was never sent, and that job. */
async function leaveUnsent(memory: MemoryClient, ...contents: string[]) {
  cloud.aws.disturb("AmazonSQS.SendMessageBatch", "fail");
  const receipts = await memory.writeAll(contents.map((content) => ({ content })));
  cloud.aws.disturb("AmazonSQS.SendMessageBatch", "pass");
  const ids = receipts.map(({ id }) => id);
  const { id } = (await rows.outbox()).find(({ body }) => body.message_ids.includes(ids[0]!))!;
  return { id, ids, job: jobOf(memory.tenant, id, ids) };
}
const jobOf = (tenant_id: string, outbox_id: string, message_ids: readonly string[]) =>
  JSON.stringify({ kind: "embed_messages", outbox_id, tenant_id, message_ids, request_id: "a-request" });

/** Messages whose job ends in the dead-letter queue. */
async function letDie(memory: MemoryClient, ...contents: string[]) {
  const { id, ids, job } = await leaveUnsent(memory, ...contents);
  await queue.sendDeadLetter(job);
  await until(async () => (await failedOf(memory)).some((failed) => failed.id === id));
  return { id, ids };
}

async function deadLetters(): Promise<number> {
  const health = (await call(`${url}/v1/admin/health`)).json() as {
    queues: { "memory-jobs": { dead: number } };
  };
  return health.queues["memory-jobs"].dead;
}

describe("a job in the dead-letter queue", () => {
  test("is noted down: its messages failed, it is listed, and the sweep leaves it alone", async () => {
    const memory = await begin();
    const { id, ids } = await letDie(memory, "one", "two");
    for (const message of ids) expect(await statusOf(memory, message)).toBe("failed");
    expect(await failedOf(memory)).toMatchObject([
      {
        ...{ id, tenant_id: memory.tenant, queue: "memory-jobs", kind: "embed_messages" },
        ...{ message_ids: ids, memory_ids: [], reason: "given_up", request_id: "a-request" },
        ...{ status: "failed", retried_at: null },
      },
    ]);
    expect((await rows.outbox()).map((entry) => entry.id)).not.toContain(id);
    expect((await memory.search("one")).results.map((result) => result.id)).toContain(ids[0]);
    // Its letter goes once the consumer has answered, a moment after the job is listed.
    await until(async () => (await deadLetters()) === 0);
  });

  test("is tried again by its tenant's administrator, and is ready", async () => {
    const memory = await begin();
    const { id, ids } = await letDie(memory, "one");
    const body = { tenant_id: memory.tenant, name: "admin", scopes: ["admin"] };
    const made = (await call(`${url}/v1/admin/api-keys`, { ...operator, body })).json() as { key: string };
    const admin = as(made.key);
    expect((await jobsOf("", admin)).map((job) => job.id)).toEqual([id]);
    expect((await call(`${url}/v1/admin/jobs?tenant_id=another`, admin)).status).toBe(403);

    const stranger = (await letDie(await begin(), "not yours")).id;
    expect(refusal(await post(`/v1/admin/jobs/${stranger}/retry`, admin)).code).toBe("not_found");
    expect((await redrive(admin)).status).toBe(403);

    const retried = await post(`/v1/admin/jobs/${id}/retry`, admin);
    expect([retried.status, shaped(failedJob, retried.json()).status]).toEqual([202, "retried"]);
    await memory.untilEmbedded(ids[0]!);
    expect(await jobsOf("", admin)).toEqual([]);
    expect((await jobsOf("status=retried", admin)).map((job) => job.id)).toEqual([id]);
    expect((await post(`/v1/admin/jobs/${id}/retry`, admin)).json()).toEqual(retried.json());
  });
  test("of any tenant is seen and tried again by an operator who names none", async () => {
    const memory = await begin();
    const { id, ids } = await letDie(memory, "one");
    expect((await jobsOf("limit=100")).map((job) => job.id)).toContain(id);
    expect((await post(`/v1/admin/jobs/${id}/retry`)).status).toBe(202);
    await memory.untilEmbedded(ids[0]!);
  });
});

describe("a model that stays away", () => {
  test("costs every try, then the job fails; a redrive brings everything back", async () => {
    const memory = await begin();
    model.disturb("fail");
    const { id } = await memory.write({ content: "patience" });
    const { id: memoryId } = await memory.remember({ content: "a lasting fact" });
    const status = async () => [await statusOf(memory, id), (await memory.recall(memoryId)).embedding_status];
    await until(async () => (await status()).every((each) => each === "failed"));
    const [first] = await failedOf(memory);
    expect(first).toMatchObject({ reason: "given_up" });
    expect(first?.attempts).toBeGreaterThanOrEqual(20);

    model.disturb("pass");
    const keyed = { headers: { ...operator.headers, "idempotency-key": memory.tenant } };
    const redriven = (await redrive(keyed)).json();
    expect(redriven).toMatchObject({ queue: "memory-jobs", more: false });
    expect((redriven as { retried: number }).retried).toBeGreaterThanOrEqual(2);
    await until(async () => (await status()).every((each) => each === "ready"));
    await until(async () => (await rows.outbox()).length === 0);
    expect(await failedOf(memory)).toEqual([]);
    expect((await redrive(keyed)).json()).toEqual(redriven);
    expect((await redrive()).json()).toEqual({ queue: "memory-jobs", moved: 0, retried: 0, more: false });
  });
});

describe("a redrive", () => {
  test("moves back what nobody noted down yet", async () => {
    const memory = await begin();
    const { ids, job } = await leaveUnsent(memory, "in the dark");
    cloud.aws.disturb("AmazonSQS.ReceiveMessage", "hold");
    // Ends the poll that waits already; the next one is held.
    await queue.sendDeadLetter(jobOf("nobody", ids[0]!, ids));
    await until(async () => (await queue.dead()) === 0);
    await queue.sendDeadLetter(job);
    expect((await redrive()).json()).toEqual({ queue: "memory-jobs", moved: 1, retried: 0, more: false });
    cloud.aws.disturb("AmazonSQS.ReceiveMessage", "pass");
    await memory.untilEmbedded(ids[0]!);
    expect(await failedOf(memory)).toEqual([]);
  });

  test("of a queue that nobody knows is not found", async () => {
    for (const name of ["nobody", "toString", "memory-jobs-dlq"]) {
      expect(refusal(await post(`/v1/admin/dlq/${name}/redrive`)).code).toBe("not_found");
    }
  });
});
