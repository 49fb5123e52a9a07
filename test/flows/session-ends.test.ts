import { afterEach, describe, expect, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, queryString, refusal } from "./call.ts";
import { type ChatClient, openChat } from "./chat-client.ts";
import { startOwnCloud } from "./own-cloud.ts";

const cloud = await startOwnCloud();
const { url, wsUrl, lambda, environment } = cloud;
const database = createDatabase({ url: environment.DATABASE_URL! });
const opened: ChatClient[] = [];
afterEach(async () => {
  for (const client of opened.splice(0)) if (client.isOpen()) await client.close();
});

async function start() {
  const tenant = uniqueTenant();
  const query = queryString({ tenant_id: tenant, user_id: "anna" });
  const open = async () => {
    const client = await openChat(wsUrl, { tenant });
    opened.push(client);
    return client;
  };
  const client = await open();
  const at = (path: string) => `${url}/v1/${path}${path.includes("?") ? "&" : "?"}${query}`;
  return {
    tenant,
    client,
    open,
    say: (text: string) => client.say(text, { conversation_id: "c" }),
    get: async <Json>(path: string) => (await call(at(path))).json() as Json,
    send: (
      path: string,
      body: object = {},
      { method = "POST", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
    ) => call(at(path), { body, method, headers }),
  };
}

type Sessions = { items: { id: string; end_reason: string | null; summary: string | null }[] };
type Memories = { items: { type: string; content: string; metadata: object }[] };

describe("a session that is ended on request", () => {
  test("is summarized in the answer that waits, and every device hears of it", async () => {
    const { say, send, get, client, open } = await start();
    const tablet = await open();
    await say("I want to run a marathon in May");
    const answer = await send("conversations/c/summarize?wait=true");
    expect(answer.status).toBe(200);
    const { items } = await get<Sessions>("conversations/c/sessions");
    const { title, summary } = answer.json() as { title: string; summary: string };
    expect(answer.json()).toEqual({
      ...{ conversation_id: "c", session_id: items[0]!.id, status: "ready" },
      ...{ title: expect.any(String), summary: expect.any(String) },
    });
    expect(items).toMatchObject([{ end_reason: "request", summary }]);
    for (const device of [client, tablet]) {
      expect(await device.next()).toEqual({ type: "session.ended", conversation_id: "c", title, summary });
    }
    const memories = await get<Memories>("memories?type=context");
    expect(memories.items).toMatchObject([
      {
        content: expect.stringMatching(/^Conversation of \d{4}-\d\d-\d\d: /),
        metadata: { summary_of_session: items[0]!.id },
      },
    ]);
    const again = await send("conversations/c/summarize");
    expect([again.status, again.json()]).toEqual([202, answer.json()]);
  });

  test("is gone on with: what was said stays in the next prompt, in another session", async () => {
    const { say, send, get } = await start();
    await say("My dog is called Bello");
    await send("conversations/c/summarize?wait=true");
    expect((await say("What is my dog called?")).text).toContain("Bello");
    expect((await get<Sessions>("conversations/c/sessions")).items).toMatchObject([
      { end_reason: null, summary: null },
      { end_reason: "request" },
    ]);
  });

  test("ends once under one key, whatever was said since", async () => {
    const { say, send, get } = await start();
    const end = (path = "conversations/c/summarize") =>
      send(path, {}, { headers: { "idempotency-key": "once" } });
    await say("My dog is called Bello");
    const { session_id } = (await end()).json() as { session_id: string };
    await say("What is my dog called?");
    expect((await end()).json()).toMatchObject({ session_id });
    const other = await end("conversations/c/summarize?wait=true");
    expect([other.status, refusal(other).code]).toEqual([422, "idempotency_mismatch"]);
    expect((await get<Sessions>("conversations/c/sessions")).items).toMatchObject([
      { end_reason: null },
      { id: session_id, end_reason: "request" },
    ]);
  });

  test("is made of what came by the API, where somebody asks for a summary of it", async () => {
    const { send, get } = await start();
    expect((await send("conversations/c/summarize")).status).toBe(404);
    const write = (content: string) => send("messages", { conversation_id: "c", role: "user", content });
    await write("I want to run a marathon in June");
    await write("My sister Anna trains with me");
    const first = await send("conversations/c/summarize?wait=true");
    expect([first.status, first.json()]).toMatchObject([
      200,
      { summary: expect.stringMatching(/marathon/i) },
    ]);
    const again = await send("conversations/c/summarize");
    expect([again.status, again.json()]).toEqual([202, first.json()]);
    await write("I bought a bicycle");
    const next = await send("conversations/c/summarize?wait=true");
    expect(next.json()).toMatchObject({ summary: expect.stringMatching(/bicycle/i) });
    expect(next.json()).not.toMatchObject({ summary: expect.stringMatching(/marathon/i) });
    const ended = { end_reason: "request", summary: expect.any(String) };
    expect((await get<Sessions>("conversations/c/sessions")).items).toMatchObject([
      { ...ended, message_count: 1 },
      { ...ended, message_count: 2 },
    ]);
    expect((await get<{ items: unknown[] }>("memories")).items).toEqual([]);
  });

  test("tells of each speaker by their name, and takes the words of none for the person's own", async () => {
    const { send, get } = await start();
    const write = (name: string, content: string) =>
      send("messages", { conversation_id: "c", role: "user", name, content });
    await write("Mara", "I have a dog called Rex");
    await write("Nils", "I work at Initech");
    const summed = await send("conversations/c/summarize?wait=true");
    const { summary } = summed.json() as { summary: string };
    expect(summary).toMatch(/Mara has a dog/);
    expect(summary).toMatch(/Nils works at Initech/);
    expect(summary).not.toMatch(/the user/i);
    expect(JSON.stringify(await get("user-state"))).not.toMatch(/Initech|Rex/);
  });

  test("says nothing of a message that signals danger, which came by the API", async () => {
    const { send, get } = await start();
    const write = (role: string, content: string) =>
      send("messages", { conversation_id: "c", role, content });
    await write("user", "I want to run a marathon in June");
    await write("user", "I want to kill myself tonight. I live in Bern.");
    await write("assistant", "I am glad that you told me. Are you in Bern now?");
    const summed = await send("conversations/c/summarize?wait=true");
    expect([summed.status, summed.json()]).toMatchObject([
      200,
      { summary: expect.stringMatching(/marathon/i) },
    ]);
    const kept = [
      summed.json(),
      await get("conversations/c"),
      await get("memories"),
      await get("user-state"),
    ];
    expect(JSON.stringify(kept)).not.toMatch(/kill|bern/i);
  });

  test("has nothing to tell where all that was said is gone", async () => {
    const { send } = await start();
    await send("messages", { conversation_id: "c", role: "user", content: "hello" });
    await send("memory/clear", { conversation_id: "c" });
    expect((await send("conversations/c/summarize")).status).toBe(409);
  });
});

test.each([
  "I have depression, what should I eat tonight?",
  "I am allergic to nuts. Do you know a good snack?",
  "I have diabetes and my wife has asthma: what do we cook?",
])("of '%s' nothing is kept but the message without consent, and all of it with consent", async (text) => {
  const words = /depression|allergic|diabetes|asthma/i;
  const kept = async ({ allowed }: { allowed: boolean }) => {
    const { say, send, get } = await start();
    if (allowed)
      expect((await send("users/me/consents/health", { granted: true }, { method: "PUT" })).status).toBe(200);
    await say(text);
    const ended = await send("conversations/c/summarize?wait=true");
    expect(ended.status).toBe(200);
    const state = await get<Record<string, unknown>>("user-state");
    const { open_threads } = state as { open_threads: { text: string; type: string }[] };
    const { title } = await get<{ title: string | null }>("conversations/c");
    const { items } = await get<Memories>("memories?type=context");
    return { open_threads, all: JSON.stringify([ended.json(), state, title, items]) };
  };
  const without = await kept({ allowed: false });
  expect(without.all).not.toMatch(words);
  expect(without.open_threads).toEqual([]);
  const allowed = await kept({ allowed: true });
  expect(allowed.open_threads).toMatchObject([{ text: expect.stringContaining(text), type: "health" }]);
  expect(allowed.all).toMatch(words);
});

test("a reset ends the session, and what it was about is told", async () => {
  const { say, send, client, get } = await start();
  await say("I want to learn Italian");
  expect((await send("conversation/reset", { conversation_id: "c" })).status).toBe(200);
  expect(await client.next()).toMatchObject({ type: "session.ended", conversation_id: "c" });
  const { items } = await get<Sessions>("conversations/c/sessions");
  expect(items).toMatchObject([{ end_reason: "reset", summary: expect.any(String) }]);
});

describe("whoever looks whether a session is over", () => {
  /** As a message of the queue does: the delayed check, or what the sweep sends where that was lost. */
  async function look(tenant: string, { isCheck }: { isCheck: boolean }) {
    const ids = await database.query<{ session_id: string; conversation_id: string }>(reachOf(tenant), {
      text: "select id as session_id, conversation_id from sessions",
    });
    const [{ session_id, conversation_id }] = ids as [(typeof ids)[number]];
    const job = { kind: "end_session", outbox_id: session_id, tenant_id: tenant, request_id: "r" };
    const body = JSON.stringify({ ...job, session_id, conversation_id, ...(isCheck && { is_check: true }) });
    const attributes = { ApproximateReceiveCount: "1", SentTimestamp: String(Date.now()) };
    const record = { messageId: "m", receiptHandle: "r", body, attributes };
    const answer = await lambda.invoke("session-jobs", { Records: [record] });
    expect(answer).toEqual({ batchItemFailures: [] });
  }

  const reachOf = (tenantId: string) =>
    ({ scope: "user", tenantId, userId: "anna", ownerId: deriveOwnerId(tenantId, "anna") }) as const;

  test("leaves one alone in which somebody talks, asking Redis alone, and ends one that has idled", async () => {
    const { say, get, tenant, client } = await start();
    await say("I like the sea");
    const age = "update sessions set last_active_at = now() - interval '1 hour' where ended_at is null";
    await database.query(reachOf(tenant), { text: age });
    const ends = async () => (await get<Sessions>("conversations/c/sessions")).items;
    await look(tenant, { isCheck: true });
    expect(await ends()).toMatchObject([{ end_reason: null }]);
    for (const isCheck of [false, false, true]) await look(tenant, { isCheck });
    expect(await ends()).toMatchObject([{ end_reason: "idle", summary: expect.any(String) }]);
    expect(await client.next()).toMatchObject({ type: "session.ended", conversation_id: "c" });
    const said = await say("And the hills");
    expect(said.accepted.type).toBe("chat.accepted");
  });
});
