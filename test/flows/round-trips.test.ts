import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, queryString } from "./call.ts";
import { openChat } from "./chat-client.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { callAs, refresh, refreshed, signIn } from "./sign-in-client.ts";
import { openSocket } from "./socket-client.ts";

const cloud = await startOwnCloud();
const { url, postgres, redis, aws, model } = cloud;

const sendJobs = "AmazonSQS.SendMessageBatch";
const jobsDone = () => aws.requestCount("AmazonSQS.DeleteMessageBatch");

/** What a call costs, work that it leaves for later not counted in. */
async function costOf(work: () => Promise<unknown>) {
  const before = count();
  await work();
  const after = count();
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, value - before[name as Count]!]),
  );
}
const count = () => ({
  postgres: postgres.requestCount(),
  redis: redis.commandCount(),
  queue: aws.requestCount(sendJobs),
  model: model.requestCount("/v1/embeddings"),
});
type Count = keyof ReturnType<typeof count>;

/** What earlier calls have left to do is done. */
async function untilQuiet(): Promise<void> {
  for (let before = "", now = JSON.stringify(count()); before !== now; now = JSON.stringify(count())) {
    before = now;
    await sleep(700);
  }
}

async function untilJobsAreDone(expected: number): Promise<void> {
  await vi.waitUntil(() => jobsDone() >= expected, { timeout: 30_000, interval: 20 });
}

const draft = (content: string) => ({ conversation_id: "conversation", role: "user", content });

describe("a request, while nothing is taken from the queue", () => {
  beforeEach(() => {
    aws.disturb(sendJobs, "fail");
    return () => aws.disturb(sendJobs, "pass");
  });

  test("that stores a message is one Postgres request and one Redis command", async () => {
    const memory = memoryClient(url);
    const first = await costOf(() => memory.write({ content: "the first of its tenant", user_id: "ann" }));
    expect(first).toMatchObject({ postgres: 1, redis: 1, model: 0 });
    const second = await costOf(() => memory.write({ content: "the second", user_id: "ann" }));
    expect(second).toMatchObject({ postgres: 1, redis: 1, model: 0 });
  });

  test("that stores a hundred of many new users costs no more", async () => {
    const memory = memoryClient(url);
    const drafts = Array.from({ length: 100 }, (_, n) => ({
      ...draft(`message ${n}`),
      user_id: `user-${n}`,
    }));
    const cost = await costOf(() => memory.writeAll(drafts));
    expect(cost).toMatchObject({ postgres: 1, redis: 1, model: 0 });
  });

  test("that is repeated under its key costs no more", async () => {
    const memory = memoryClient(url);
    const send = () => memory.send("/v1/messages", draft("once"), { "idempotency-key": "once" });
    expect(await costOf(send)).toMatchObject({ postgres: 1, redis: 1 });
    expect(await costOf(send)).toMatchObject({ postgres: 1, redis: 1, queue: 0 });
  });

  test("that searches is one Postgres request; the model is asked the first time, Redis knows the next", async () => {
    const memory = memoryClient(url);
    await memory.write({ content: "a needle", user_id: "ann" });
    const first = { postgres: 1, redis: 2, queue: 0, model: 1 };
    const next = { postgres: 1, redis: 1, queue: 0, model: 0 };
    expect(await costOf(() => memory.search("needle"))).toEqual(first);
    expect(await costOf(() => memory.searchByBody("needle", { user_id: "ann" }))).toEqual(next);
    expect(await costOf(() => memoryClient(url).search("needle"))).toEqual(next);
  });

  test("that reads a message is one Postgres request and nothing else", async () => {
    const memory = memoryClient(url);
    const { id } = await memory.write({ content: "read me" });
    expect(await costOf(() => memory.read(id))).toEqual({ postgres: 1, redis: 0, queue: 0, model: 0 });
  });

  test("that is about a memory is one Postgres request, and one Redis command where it writes", async () => {
    const memory = memoryClient(url);
    const { id } = await memory.write({ content: "I moved to Rome" });
    const once = { postgres: 1, redis: 1, model: 0 };
    let old = "";
    const first = await costOf(async () => {
      old = (await memory.remember({ content: "lives in Bonn" })).id;
    });
    expect(first).toMatchObject(once);
    const replacing = { content: "lives in Rome", source_message_ids: [id], supersedes: old };
    expect(await costOf(() => memory.remember(replacing))).toMatchObject(once);
    const judge = () => memory.send(`/v1/memories/${old}/feedback`, { useful: true });
    expect(await costOf(judge)).toMatchObject(once);
    expect(await costOf(() => memory.ask(`/v1/memories/${old}/history`))).toMatchObject({ postgres: 1 });
    expect(await costOf(() => memory.ask("/v1/memories"))).toMatchObject({ postgres: 1, redis: 0 });
    const erase = () => call(`${url}/v1/memories/${old}?tenant_id=${memory.tenant}`, { method: "DELETE" });
    const clear = () => memory.send("/v1/memory/clear", { conversation_id: "conversation", user_id: "ann" });
    // The session's buffer goes, too.
    expect(await costOf(clear)).toEqual({ postgres: 1, redis: 1, queue: 0, model: 0 });
    expect(await costOf(erase)).toEqual({ postgres: 1, redis: 0, queue: 0, model: 0 });
    expect(await costOf(() => memory.ask(`/v1/memories/${old}`))).toEqual({
      postgres: 1,
      redis: 0,
      queue: 0,
      model: 0,
    });
  });

  test("that reads the graph three steps far, or merges two of it, is one Postgres request", async () => {
    const memory = memoryClient(url);
    const once = { postgres: 1, redis: 0, queue: 0, model: 0 };
    expect(await costOf(() => memory.ask("/v1/graph", { user_id: "ann", depth: 3 }))).toEqual(once);
    expect(await costOf(() => memory.ask("/v1/graph", { user_id: "ann", entity: "Rex" }))).toEqual(once);
    const [from, into] = [crypto.randomUUID(), crypto.randomUUID()];
    const merge = () => memory.send("/v1/graph/merge", { from, into }, { "idempotency-key": "once" });
    expect(await costOf(merge)).toMatchObject({ postgres: 1, queue: 0, model: 0 });
  });

  test("that is about a goal, a task or an event is one Postgres request, and two where it completes what recurs", async () => {
    const memory = memoryClient(url);
    const once = { postgres: 1, queue: 0, model: 0 };
    const rule = { due_at: "2026-03-28T08:00:00Z", recurrence: "FREQ=DAILY" };
    const ids: Record<string, string> = {};
    const drafts = {
      goals: { title: "Run" },
      tasks: { title: "Run", due_at: rule.due_at },
      events: { title: "Run", starts_at: rule.due_at, timezone: "UTC", recurrence: "FREQ=DAILY;COUNT=3" },
    };
    for (const [name, draft] of Object.entries(drafts)) {
      const make = async () => {
        const key = { "idempotency-key": name };
        const made = await memory.send(`/v1/${name}`, { user_id: "ann", ...draft }, key);
        ids[name] = (made.json() as { id: string }).id;
      };
      expect([name, await costOf(make)]).toMatchObject([name, once]);
      expect([name, await costOf(make)]).toMatchObject([name, once]);
    }
    const ann = queryString({ tenant_id: memory.tenant, user_id: "ann" });
    const ask = (method: string, path: string, body?: object) =>
      costOf(() => call(`${url}/v1/${path}?${ann}`, { method, ...(body && { body }) }));
    for (const [name, id] of Object.entries(ids)) {
      for (const path of [name, `${name}/${id}`]) expect(await ask("GET", path)).toMatchObject(once);
      expect(await ask("PATCH", `${name}/${id}`, { title: "Walk" })).toMatchObject(once);
    }
    expect(await ask("PATCH", `tasks/${ids.tasks}`, { status: "done" })).toMatchObject(once);
    expect(await ask("PATCH", `tasks/${ids.tasks}`, { status: "open", ...rule })).toMatchObject(once);
    expect(await ask("PATCH", `tasks/${ids.tasks}`, { status: "done" })).toMatchObject({
      ...once,
      postgres: 2,
    });
    for (const [name, id] of Object.entries(ids))
      expect(await ask("DELETE", `${name}/${id}`)).toMatchObject(once);
    expect(await ask("PATCH", "users/me", { time_zone: "Asia/Tokyo" })).toMatchObject(once);
  });

  test("that is counted costs no more for it: of a hundred reads, one at most takes the counts along", async () => {
    const memory = memoryClient(url);
    const { id } = await memory.write({ content: "read often" });
    const cost = await costOf(async () => {
      for (let time = 0; time < 100; time++) await memory.read(id);
    });
    expect(cost).toMatchObject({ postgres: 100, queue: 0, model: 0 });
    expect(cost.redis).toBeLessThanOrEqual(1);
  });

  test("that comes with a person's token is one Redis command, and in Postgres only what the route does", async () => {
    const ann = await signIn(url, { tenant_id: memoryClient(url).tenant, user_id: "ann" });
    const { id } = (await ann.as("/v1/messages", { body: draft("by token") })).json() as { id: string };
    const once = { postgres: 1, redis: 1, queue: 0, model: 0 };
    for (const path of [`/v1/messages/${id}`, "/v1/memories", "/v1/auth/devices"])
      expect(await costOf(() => ann.as(path))).toEqual(once);
    expect(await costOf(() => ann.as("/v1/messages", { body: draft("another") }))).toMatchObject({
      postgres: 1,
      redis: 1,
    });
    expect(await costOf(() => ann.as("/v1/admin/api-keys"))).toEqual({ ...once, postgres: 0 });
    expect(await costOf(() => callAs(url, "x.y.z", "/v1/memories"))).toMatchObject({ postgres: 0, redis: 0 });
    expect(await costOf(() => refreshed(url, ann.refresh_token))).toEqual({ ...once, redis: 0 });
    expect(await costOf(() => refresh(url, "x"))).toMatchObject({ postgres: 0, redis: 0 });
  });

  test("that comes over a socket costs none of them", async () => {
    const cost = await costOf(async () => {
      const socket = await openSocket(cloud.wsUrl);
      for (let time = 0; time < 3; time++) {
        socket.send({ type: "ping" });
        await socket.next();
      }
      await socket.close();
    });
    expect(cost).toEqual({ postgres: 0, redis: 0, queue: 0, model: 0 });
  });

  test("that lists or restores what was put away is one Postgres request", async () => {
    const memory = memoryClient(url);
    const { id } = await memory.write({ content: "put me away" });
    const only = { postgres: 1, queue: 0, model: 0 };
    expect(await costOf(() => memory.ask("/v1/archive"))).toMatchObject({ ...only, redis: 0 });
    const restore = () =>
      call(`${url}/v1/archive/${id}/restore?tenant_id=${memory.tenant}`, { method: "POST" });
    expect(await costOf(restore)).toMatchObject({ ...only, redis: 1 });
  });

  test("that is refused costs nothing", async () => {
    const cost = await costOf(() => call(`${url}/v1/messages`, { body: draft("") }));
    expect(cost).toEqual({ postgres: 0, redis: 0, queue: 0, model: 0 });
  });
});

test("embedding is two Postgres requests, one of the model and one Redis command for a whole batch", async () => {
  const memory = memoryClient(url);
  const done = jobsDone();
  const cost = await costOf(async () => {
    await memory.writeAll(Array.from({ length: 100 }, (_, n) => draft(`batched ${n}`)));
    await untilJobsAreDone(done + 1);
  });
  expect(cost).toEqual({ postgres: 1 + 2, redis: 1 + 1, queue: 1, model: 1 });
});

test("a text is sent to the model once for its owner", async () => {
  const memory = memoryClient(url);
  const done = jobsDone();
  await memory.writeAll([draft("twice in a batch"), draft("twice in a batch")]);
  await untilJobsAreDone(done + 1);
  const cost = await costOf(() => memory.write({ ...draft("twice in a batch"), conversation_id: "later" }));
  expect(cost).toEqual({ postgres: 1, redis: 1, queue: 0, model: 0 });
});

describe("a turn", () => {
  const prompts = () => model.requestCount("/v1/chat/completions");
  beforeEach(untilQuiet);

  /** A socket that has opened asks a moment later for what it missed. */
  async function openQuietly() {
    const client = await openChat(cloud.wsUrl, { tenant: uniqueTenant() });
    await sleep(2_500);
    await untilQuiet();
    return client;
  }

  test("is two Postgres requests, and one question to each model, when its last word is heard", async () => {
    const client = await openQuietly();
    const asked = prompts();
    for (const text of ["Hello there", "And another thing"]) {
      const cost = await costOf(() => client.say(text, { conversation_id: "c1" }));
      expect(cost).toMatchObject({ postgres: 2, model: 1 });
      await untilQuiet();
    }
    // One more finds a title.
    expect(prompts() - asked).toBe(3);
    await client.close();
  });

  test("has asked Postgres once and Redis twice when the model has its prompt", async () => {
    const client = await openQuietly();
    model.disturb("hang", "/v1/chat/completions");
    const asked = prompts();
    const cost = await costOf(async () => {
      client.send({ type: "chat.send", id: "m1", text: "Hello" });
      await vi.waitUntil(() => prompts() > asked, { timeout: 30_000, interval: 1 });
    });
    expect(cost).toMatchObject({ postgres: 1, redis: 2, model: 1 });
    // A turn that still runs would be counted in what follows.
    const { turn_id } = (await client.next()) as { turn_id: string };
    client.send({ type: "chat.cancel", turn_id });
    expect(await client.next()).toMatchObject({ type: "chat.done", finish_reason: "cancelled" });
    model.disturb("pass");
    await client.close();
  });
});

describe("a call that is about nobody", () => {
  beforeEach(async () => {
    await untilQuiet();
    // Takes along what was counted, which a later call would do once it is old.
    await call(`${url}/metrics`);
  });

  test("health asks Postgres and the model once at most, however often it is asked", async () => {
    const cost = await costOf(async () => {
      for (let time = 0; time < 20; time++) expect((await call(`${url}/health`)).status).toBe(200);
    });
    expect(cost.postgres).toBeLessThanOrEqual(1);
    expect(cost.redis).toBe(0);
    expect(model.requestCount("/v1/models")).toBeLessThanOrEqual(1);
  });

  test("health for operators asks Postgres once each time", async () => {
    const cost = await costOf(() => call(`${url}/v1/admin/health`));
    expect(cost).toEqual({ postgres: 1, redis: 0, queue: 0, model: 0 });
  });

  test("the metrics are one Redis command, and leave Postgres asleep", async () => {
    for (let time = 0; time < 3; time++) {
      const cost = await costOf(() => call(`${url}/metrics`));
      expect(cost).toEqual({ postgres: 0, redis: 1, queue: 0, model: 0 });
    }
  });

  test("the documentation costs nothing", async () => {
    const cost = await costOf(async () => {
      for (const path of ["/docs", "/redoc", "/openapi.json"]) await call(`${url}${path}`);
    });
    expect(cost).toEqual({ postgres: 0, redis: 0, queue: 0, model: 0 });
  });
});
