import { afterEach, describe, expect, test, vi } from "vitest";
import { appLogin, loginUrl, pgliteDatabase } from "#local/postgres/local-logins.ts";
import { readMetrics } from "#test/prometheus/read-metrics.ts";
import { call, refusal } from "./call.ts";
import { startLine } from "./line.ts";
import { memoryClient } from "./memory-client.ts";
import { onRealPostgres, startOwnCloud } from "./own-cloud.ts";
import { guarded, samplesFor, sendSample, titleOf } from "./refusals/sample-requests.ts";
import { rowsOf } from "./rows.ts";

const toPostgres = await startLine();
const toRedis = await startLine();
/** Letters that a runner gave back. */
const retried: string[] = [];
const database = onRealPostgres ? `aimi_test_stores_down_${process.pid}` : pgliteDatabase;
const cloud = await startOwnCloud({
  database,
  onLog: (name, line) => {
    if (name === "chat-turn" && line.includes('"outcome":"retry"')) retried.push(line);
  },
  settings: {
    DATABASE_URL: loginUrl(appLogin, toPostgres.port, database),
    UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${toRedis.port}`,
  },
});
const { url, lambda } = cloud;
toPostgres.leadTo(Number(new URL(cloud.postgres.appUrl).port));
toRedis.leadTo(Number(new URL(cloud.redis.url).port));
const rows = rowsOf({ DATABASE_URL: cloud.postgres.appUrl });

afterEach(() => {
  toPostgres.mend();
  toRedis.mend();
});

describe("while Redis is down", () => {
  test.each(["cut", "hang"] as const)(
    "and does '%s', messages are stored, found and embedded",
    async (how) => {
      toRedis[how]();
      const memory = memoryClient(url);
      const { id } = await memory.write({ content: "no Redis needed" });
      await memory.untilEmbedded(id);
      expect((await memory.search("Redis")).results.map((result) => result.id)).toEqual([id]);
    },
  );

  test.each(["cut", "hang"] as const)(
    "and does '%s', the metrics say so, and once it is back they tell of that time, too",
    async (how) => {
      // The line drops every connection when it changes: the first call may find out that its own is gone.
      const written = async () => {
        const answered = async () => {
          const { status, text } = await call(`${url}/metrics`);
          return status === 200 && text;
        };
        const text = await vi.waitUntil(answered, { timeout: 60_000, interval: 50 });
        return readMetrics(text).requests({ route: "/v1/messages", status: "201" });
      };
      const before = await written();
      toRedis[how]();
      await memoryClient(url).write({ content: "counted without Redis" });
      const answer = await call(`${url}/metrics`);
      expect([answer.status, refusal(answer).code]).toEqual([503, "upstream_unavailable"]);
      toRedis.mend();
      expect(await written()).toBe(before + 1);
    },
  );

  test("whoever revokes is told to come again, and all is done once it is back", async () => {
    const key = await call(`${url}/v1/admin/api-keys`, { body: { name: "leaked", scopes: ["chat"] } });
    const { id } = key.json() as { id: string };
    const revoke = () => call(`${url}/v1/admin/api-keys/${id}`, { method: "DELETE" });
    const { tenant, write } = memoryClient(url);
    await write({ content: "they are known", user_id: "ann" });
    const disable = () =>
      call(`${url}/v1/admin/users/ann?tenant_id=${tenant}`, { method: "PATCH", body: { disabled: true } });
    toRedis.cut();
    for (const answer of [await revoke(), await disable()]) {
      expect([answer.status, refusal(answer).code]).toEqual([503, "upstream_unavailable"]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    toRedis.mend();
    await vi.waitUntil(async () => (await revoke()).status === 204, { timeout: 60_000 });
    expect((await disable()).status).toBe(200);
  });

  test("the sweep looks in Postgres, since it cannot know", async () => {
    cloud.aws.disturb("AmazonSQS.SendMessageBatch", "fail");
    toRedis.cut();
    const memory = memoryClient(url);
    const { id } = await memory.write({ content: "written while both were down" });
    cloud.aws.disturb("AmazonSQS.SendMessageBatch", "pass");
    await rows.backdateOutbox();
    // It has sent the job before it fails to write down that all is clean.
    await lambda.invoke("outbox-sweep", {}).catch(() => undefined);
    await memory.untilEmbedded(id);
  });
});

describe("while Postgres is down", () => {
  const samples = samplesFor("default", "019a0000-0000-7000-8000-000000000000");

  const doWithout = [
    ...["getMetrics", "issueTicket", "chat", "streamTurn", "followTurn"],
    ...["createChatCompletion", "listModels", "getModel", "createEmbeddings"],
  ];
  const asking = guarded.filter(({ operationId }) => !doWithout.includes(operationId));
  test.each(asking.map((contract) => [titleOf(contract), contract] as const))(
    "%s is 503 and says when to try again",
    async (_title, contract) => {
      toPostgres.cut();
      const answer = await sendSample(url, contract, samples[contract.operationId]!);
      expect([answer.status, refusal(answer).code]).toEqual([503, "upstream_unavailable"]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    },
  );

  test("a ticket for a socket is given all the same", async () => {
    toPostgres.cut();
    const answer = await call(`${url}/v1/auth/ws-ticket`, { method: "POST" });
    expect(answer.status, answer.text).toBe(200);
  });

  test("a message to the coach is taken in, and answered once it is back", async () => {
    toPostgres.cut();
    const chatting = call(`${url}/v1/chat`, { body: { message: "Are you there?" } });
    await vi.waitUntil(() => retried.length > 0, { timeout: 30_000 });
    toPostgres.mend();
    const { status, text } = await chatting;
    expect(status).toBe(200);
    expect(text).toMatch(/^event: chat.accepted\n/);
    expect(text).toContain("event: chat.done\n");
  });

  test("health says so without being asked anew, and so does the operators'", async () => {
    toPostgres.cut();
    const memory = memoryClient(url);
    expect((await memory.ask("/v1/memory/search", { query: "x" })).status).toBe(503);
    const health = await call(`${url}/health`);
    expect(health.status).toBe(503);
    expect(health.json()).toMatchObject({ status: "unhealthy", database: "unavailable" });
    const operators = await call(`${url}/v1/admin/health`);
    expect(operators.status).toBe(503);
    expect(operators.json()).toMatchObject({ status: "unhealthy", latency_ms: null, migrations: null });
  });

  test("what needs no data is there all the same", async () => {
    toPostgres.cut();
    for (const path of ["/docs", "/openapi.json", "/metrics"])
      expect((await call(`${url}${path}`)).status).toBe(200);
  });

  test("all is well again once it is back", async () => {
    toPostgres.cut();
    const memory = memoryClient(url);
    expect(
      (await memory.send("/v1/messages", { conversation_id: "c", role: "user", content: "x" })).status,
    ).toBe(503);
    toPostgres.mend();
    const { id } = await memory.write({ content: "back again" });
    await memory.untilEmbedded(id);
    expect((await call(`${url}/health`)).json()).toMatchObject({ status: "healthy", database: "ok" });
  });
});
