import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, test, vi } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresSignIns } from "#shared/adapters/postgres/sign-ins/postgres-sign-ins.ts";
import { createRedis } from "#shared/adapters/redis/redis-client.ts";
import { sessionKey } from "#shared/adapters/redis/turns/keys.ts";
import { deriveConversationId, deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { deletion } from "#shared/wire/http/users.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, refusal, shaped } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { retentionClient } from "./retention-client.ts";
import { openSocket } from "./socket-client.ts";

const cloud = await startOwnCloud();
const { url, environment } = cloud;
const database = createDatabase({ url: environment.DATABASE_URL! });
const local = {
  endpoint: environment.AWS_ENDPOINT_URL!,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
};

/** All that the tenant's rows say, and what belongs to no tenant, as text. */
async function everyRow(tenantId: string): Promise<string> {
  const tables = await database.query<{ name: string }>(
    { scope: "system" },
    { text: "select tablename as name from pg_tables where schemaname = 'public' order by 1" },
  );
  const each = tables.map(
    ({ name }) => `select '${name}' as home, to_jsonb(t)::text as row from ${name} as t`,
  );
  const rows = await database.query<{ home: string; row: string }>(
    { scope: "tenant", tenantId },
    { text: each.join(" union all ") },
  );
  return rows.map(({ home, row }) => `${home} ${row}`).join("\n");
}

const redis = createRedis({
  url: environment.UPSTASH_REDIS_REST_URL!,
  token: environment.UPSTASH_REDIS_REST_TOKEN!,
});

async function everyKey(): Promise<string> {
  const keys = await redis.keys("*");
  const values = await Promise.all(
    keys.map(async (key) => {
      const type = await redis.type(key);
      if (type === "list") return await redis.lrange(key, 0, -1);
      if (type === "zset") return await redis.zrange(key, 0, -1);
      return type === "hash" ? await redis.hgetall(key) : await redis.get(key);
    }),
  );
  return JSON.stringify([keys, values]);
}

async function everyItem(): Promise<string> {
  const client = new DynamoDBClient(local);
  const scanned = await Promise.all(
    [environment.AIMI_CONNECTIONS_TABLE!, environment.AIMI_TICKETS_TABLE!].map((TableName) =>
      client.send(new ScanCommand({ TableName })),
    ),
  );
  return JSON.stringify(scanned.map(({ Items }) => Items));
}

async function everyLetter(): Promise<string> {
  const client = new SQSClient(local);
  const urls = Object.entries(environment).filter(([name]) => name.endsWith("_QUEUE_URL"));
  const received = await Promise.all(
    urls.map(([, QueueUrl]) =>
      client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 })),
    ),
  );
  return JSON.stringify(received.map(({ Messages }) => Messages));
}

const everything = async (tenantId: string) =>
  [await everyRow(tenantId), await everyKey(), await everyItem(), await everyLetter()].join("\n");

async function fill(tenant: string, userId: string, word: string): Promise<string[]> {
  const memory = memoryClient(url, { tenant, headers: { "x-user-id": userId } });
  const ask = (method: string, path: string, body: object) =>
    call(`${url}${path}`, { method, body: { tenant_id: tenant, ...body }, headers: { "x-user-id": userId } });
  const old = { content: `${word} long ago`, created_at: "2021-03-05T06:07:08.009Z" };
  const said = [
    await memory.write({ content: `I love ${word}`, name: `${word}name`, metadata: { [word]: word } }),
    await memory.write({ content: `${word} again`, conversation_id: `${word}-conversation` }),
    await memory.write(old),
  ];
  for (const { id } of said) await memory.untilEmbedded(id);
  const believed = await memory.remember({ content: `loves ${word}`, source_message_ids: [said[0]!.id] });
  await memory.send(`/v1/memories/${believed.id}/feedback`, { useful: true });
  await memory.send(
    "/v1/messages",
    { conversation_id: "c", role: "user", content: `${word} once` },
    { "idempotency-key": word },
  );
  await ask("PATCH", "/v1/users/me", { name: `${word} Smith`, preferences: { likes: word } });
  await ask("PUT", "/v1/users/me/consents/health", { granted: true, document: `${word}-document` });
  await ask("POST", "/v1/users/me/devices", {
    token: "ef".repeat(32),
    platform: "apns",
    name: `${word} phone`,
  });
  const goal = (await ask("POST", "/v1/goals", { title: `${word} goal` })).json() as { id: string };
  await ask("POST", `/v1/goals/${goal.id}/tasks`, { title: `${word} task` });
  const startsAt = "2026-03-28T08:00:00Z";
  await ask("POST", "/v1/events", { title: `${word} event`, location: word, starts_at: startsAt });
  const ownerId = deriveOwnerId(tenant, userId);
  await postgresSignIns(database).begin({
    id: crypto.randomUUID(),
    tenantId: tenant,
    userId,
    ownerId,
    method: "dev",
    deviceName: `${word} device`,
    tokenHash: "ab".repeat(32),
    now: Date.now(),
    expiresAt: Date.now() + 600_000,
    profile: { name: null, email: `${word}@example.com` },
    mayProvision: true,
  });
  const conversationId = deriveConversationId(ownerId, "conversation");
  await redis.rpush(sessionKey(environment.AIMI_STAGE!, conversationId), `${word} just now`);
  const spoken = await ask("POST", "/v1/chat", {
    id: "spoken",
    message: `${word} in chat`,
    conversation_id: "talk",
  });
  const turnId = /"turn_id": ?"([^"]+)"/.exec(spoken.text)![1]!;
  const ids = [...said.map(({ id }) => id), believed.id, goal.id, ownerId, conversationId, turnId];
  return [...ids, `${word} just now`, `${word} in chat`];
}

describe("a person with something in every store", () => {
  test("is erased, and no store knows an id or a word of theirs any more", {
    timeout: 150_000,
  }, async () => {
    const tenant = uniqueTenant();
    const [anna, word] = [`anna-${crypto.randomUUID()}`, "zanzibar"];
    const ids = await fill(tenant, anna, word);
    const retention = retentionClient(url);
    await retention.setPolicy(tenant, { archive: { after_days: 30, below_importance: null } });
    const { run_id } = await retention.start({ tenant_id: tenant });
    await retention.untilDone(run_id);
    const ben = memoryClient(url, { tenant, headers: { "x-user-id": "ben" } });
    const bens = await ben.write({ content: "I stay" });
    await ben.untilEmbedded(bens.id);
    const socket = await openSocket(`${cloud.wsUrl}?tenant_id=${tenant}&user_id=${anna}`);
    const needles = [anna, word, ...ids, "efefefef"];
    const before = await everything(tenant);
    for (const needle of needles) expect([needle, before.includes(needle)]).toEqual([needle, true]);

    const me = `${url}/v1/users/me?tenant_id=${tenant}`;
    const headers = { "x-user-id": anna };
    const asked = await call(me, { method: "DELETE", headers });
    expect(asked.status, asked.text).toBe(202);
    const begun = shaped(deletion, asked.json());
    expect(begun).toMatchObject({ status: "erasing", requested_by: "dev" });
    await socket.closed;
    const draft = { tenant_id: tenant, conversation_id: "c", role: "user", content: word };
    const refused = await call(`${url}/v1/messages`, { body: draft, headers });
    expect([refused.status, refusal(refused).code]).toEqual([403, "forbidden"]);
    const many = { tenant_id: tenant, messages: [{ ...draft, user_id: anna }] };
    expect((await call(`${url}/v1/messages/batch`, { body: many })).status).toBe(403);

    const read = async () => {
      const answer = await call(`${url}/v1/admin/deletions/${begun.deletion_id}?tenant_id=${tenant}`);
      return shaped(deletion, answer.json());
    };
    await vi.waitUntil(async () => "audit" in (await read()).erased, { timeout: 30_000, interval: 200 });
    const rows = (await everyRow(tenant)).split("\n");
    const gone = rows.filter((row) => !row.startsWith("conversations ")).join("\n");
    for (const needle of [word, ...ids.slice(0, 5)])
      expect([needle, gone.includes(needle)]).toEqual([needle, false]);

    await vi.waitUntil(
      async () => {
        await cloud.lambda.invoke("outbox-sweep", {});
        return (await read()).status === "done";
      },
      { timeout: 90_000, interval: 1_000 },
    );
    const after = await everything(tenant);
    for (const needle of needles) expect([needle, after.includes(needle)]).toEqual([needle, false]);
    expect(after).toContain("user.deleted");
    expect((await read()).erased).toMatchObject({ messages: 6, memories: 1 });
    expect((await ben.read(bens.id)).content).toBe("I stay");
    expect(await (await call(me, { headers })).json()).toMatchObject({ id: anna, name: null });
  });
});
