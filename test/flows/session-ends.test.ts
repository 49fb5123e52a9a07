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
    send: (path: string, body: object = {}, headers: Record<string, string> = {}) =>
      call(at(path), { body, headers }),
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
    const end = (path = "conversations/c/summarize") => send(path, {}, { "idempotency-key": "once" });
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

  test("was never there where nobody chatted, or nothing was said at all", async () => {
    const { send } = await start();
    expect((await send("conversations/c/summarize")).status).toBe(404);
    const body = { conversation_id: "c", role: "user", content: "hello" };
    expect((await send("messages", body)).status).toBe(201);
    expect((await send("conversations/c/summarize")).status).toBe(409);
  });
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
