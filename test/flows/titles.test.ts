import { describe, expect, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { deriveConversationId, deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { call, queryString } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";

const cloud = await startOwnCloud();
const { url, lambda, environment } = cloud;
const database = createDatabase({ url: environment.DATABASE_URL! });

/** A conversation that waits for its title, as a turn leaves it. */
async function start() {
  const memory = memoryClient(url);
  const { tenant: tenantId } = memory;
  const said = { user_id: "anna", conversation_id: "c" };
  await memory.write({ ...said, content: "Help me to plan a week by the sea" });
  await memory.write({ ...said, role: "assistant", content: "Gladly. When?" });
  const ownerId = deriveOwnerId(tenantId, "anna");
  const conversationId = deriveConversationId(ownerId, "c");
  const id = crypto.randomUUID();
  const reach = { scope: "user", tenantId, userId: "anna", ownerId } as const;
  const body = { kind: "find_title", conversation_id: conversationId, request_id: "request" };
  await database.query(reach, {
    text: `insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
      values ($1, $2, $3, 'session-jobs', $4, now(), now() + interval '1 hour')`,
    values: [id, tenantId, ownerId, JSON.stringify(body)],
  });
  const job = { ...body, outbox_id: id, tenant_id: tenantId };
  const work = async (receiveCount: number) => {
    const attributes = { ApproximateReceiveCount: String(receiveCount), SentTimestamp: String(Date.now()) };
    const record = { messageId: "m", receiptHandle: "r", body: JSON.stringify(job), attributes };
    const answer = await lambda.invoke("session-jobs", { Records: [record] });
    return (answer as { batchItemFailures: object[] }).batchItemFailures.length === 0;
  };
  const query = queryString({ tenant_id: tenantId, user_id: "anna" });
  const address = `${url}/v1/conversations/c?${query}`;
  return {
    work,
    change: (title: string) => call(address, { method: "PATCH", body: { title } }),
    title: async () => ((await call(address)).json() as { title: string | null }).title,
    isDone: async () =>
      (await database.query(reach, { text: "select from outbox where id = $1", values: [id] })).length === 0,
  };
}

describe("a conversation that waits for its title", () => {
  test("has one from the model, once", async () => {
    const { work, title, isDone } = await start();
    expect(await work(1)).toBe(true);
    const named = await title();
    expect([named?.split(" ").length, await isDone()]).toEqual([expect.any(Number), true]);
    expect(named).toMatch(/week|sea/i);
    expect([await work(1), await title()]).toEqual([true, named]);
  });

  test("has one from its first words when the model has failed often enough", async () => {
    const { work, title, isDone } = await start();
    expect(await work(4)).toBe(true);
    expect([await title(), await isDone()]).toEqual(["Help me to plan a week", true]);
  });

  test("keeps the one that its person gave", async () => {
    const { work, change, title, isDone } = await start();
    await change("Sea");
    expect(await work(1)).toBe(true);
    expect([await title(), await isDone()]).toEqual(["Sea", true]);
  });
});

describe("the queues of conversations", () => {
  test("are shown with the others, and what lies dead there goes back", async () => {
    const health = (await call(`${url}/v1/admin/health`)).json() as { queues: object };
    const empty = { waiting: 0, in_flight: 0, dead: 0 };
    expect(health.queues).toMatchObject({ "session-jobs": empty, "chat-turns": empty });
    for (const queue of ["session-jobs", "chat-turns"]) {
      const answer = await call(`${url}/v1/admin/dlq/${queue}/redrive`, { method: "POST" });
      expect(answer.json()).toMatchObject({ queue, moved: 0, retried: 0 });
    }
  });
});
