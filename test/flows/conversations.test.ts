import { describe, expect, inject, test, vi } from "vitest";
import type * as z from "zod";
import { createRedis } from "#shared/adapters/redis/redis-client.ts";
import { sessionKey } from "#shared/adapters/redis/turns/keys.ts";
import { deriveConversationId, deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import {
  getConversationContract,
  listConversationMessagesContract,
  listConversationSessionsContract,
  listConversationsContract,
  resetConversationContract,
} from "#shared/wire/http/conversations.ts";
import { call, queryString, refusal, shaped } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { rowsOf } from "./rows.ts";

const { url, environment } = inject("cloud");
const rows = rowsOf(environment);

interface Listed {
  items: { id: string; title: string | null; content: string; message_count: number }[];
  next_cursor: string | null;
}

/** A tenant, and calls of its people. */
function start() {
  const memory = memoryClient(url);
  const { tenant } = memory;
  const ask = (user_id: string, method: string, path: string, body?: object) =>
    call(`${url}${path}${path.includes("?") ? "&" : "?"}${queryString({ tenant_id: tenant, user_id })}`, {
      method,
      ...(body && { body }),
    });
  const read = async (
    user: string,
    path: string,
    contract: { responses: Record<number, { schema?: z.ZodType }> },
  ) => {
    const answer = await ask(user, "GET", path);
    expect(answer.status, answer.text).toBe(200);
    return shaped(contract.responses[200]!.schema!, answer.json()) as Listed;
  };
  const say = (user_id: string, conversation_id: string, content: string, more: object = {}) =>
    memory.write({ user_id, conversation_id, content, ...more });
  return { memory, tenant, ask, read, say };
}

describe("conversations", () => {
  test("are listed, the one that something was last said in first, page by page", async () => {
    const { say, read } = start();
    for (const id of ["a", "b", "c"]) await say("anna", id, `first of ${id}`);
    await say("anna", "a", "again");
    const first = await read("anna", "/v1/conversations?limit=2", listConversationsContract);
    expect(first.items.map(({ id }) => id)).toEqual(["a", "c"]);
    expect(first.items[0]).toMatchObject({ title: null, extraction: null, message_count: 2 });
    const path = `/v1/conversations?limit=2&cursor=${first.next_cursor}`;
    const rest = await read("anna", path, listConversationsContract);
    expect([rest.items.map(({ id }) => id), rest.next_cursor]).toEqual([["b"], null]);
  });

  test.each(["abc", "MTIz", Buffer.from("1/not-an-id").toString("base64url")])(
    "a cursor of '%s' is refused",
    async (cursor) => {
      const { ask } = start();
      for (const path of [
        "/v1/conversations",
        "/v1/conversations/c/messages",
        "/v1/conversations/c/sessions",
      ]) {
        const answer = await ask("anna", "GET", `${path}?cursor=${cursor}`);
        expect([answer.status, refusal(answer).details?.[0]?.path]).toEqual([400, "cursor"]);
      }
    },
  );

  test("are named, and learnt from or not", async () => {
    const { say, ask, read } = start();
    await say("anna", "c", "hello");
    const named = await ask("anna", "PATCH", "/v1/conversations/c", { title: "Hello", extraction: false });
    expect(named.json()).toMatchObject({ id: "c", title: "Hello", extraction: false });
    await ask("anna", "PATCH", "/v1/conversations/c", { title: null });
    const kept = await read("anna", "/v1/conversations/c", getConversationContract);
    expect(kept).toMatchObject({ title: null, extraction: false });
    for (const body of [{}, { title: "" }, { title: "x".repeat(201) }, { extraction: "yes" }]) {
      expect((await ask("anna", "PATCH", "/v1/conversations/c", body)).status).toBe(400);
    }
  });

  test("are read, oldest message first, without what names nobody", async () => {
    const { say, read } = start();
    const ids = [];
    for (const content of ["one", "two", "three"]) ids.push((await say("anna", "c", content)).id);
    await say("anna", "c", "and a name", { role: "assistant", name: "Coach" });
    const page = await read("anna", "/v1/conversations/c/messages?limit=3", listConversationMessagesContract);
    expect(page.items.map(({ id }) => id)).toEqual(ids);
    const created_at = expect.any(String);
    expect(page.items[0]).toEqual({
      ...{
        id: ids[0],
        turn_id: null,
        role: "user",
        content: "one",
        status: "complete",
        flagged: false,
        created_at,
      },
    });
    const path = `/v1/conversations/c/messages?cursor=${page.next_cursor}`;
    const rest = await read("anna", path, listConversationMessagesContract);
    expect(rest.items).toMatchObject([{ role: "assistant", name: "Coach" }]);
  });

  test("are somebody else's, and so not there", async () => {
    const { say, ask } = start();
    await say("anna", "c", "private");
    const addresses = [
      ["GET", ""],
      ["PATCH", "", { title: "x" }],
      ["DELETE", ""],
      ["GET", "/messages"],
      ["GET", "/sessions"],
      ["GET", "/export"],
    ] as const;
    for (const [method, path, body] of addresses) {
      const answer = await ask("ben", method, `/v1/conversations/c${path}`, body);
      expect([path, answer.status, refusal(answer).code]).toEqual([path, 404, "not_found"]);
    }
    const reset = await ask("ben", "POST", "/conversation/reset", { conversation_id: "c" });
    expect(reset.status).toBe(404);
    expect((await ask("ben", "GET", "/v1/conversations")).json()).toMatchObject({ items: [] });
    expect((await ask("anna", "GET", "/v1/conversations/c")).status).toBe(200);
  });

  test("that no person has are none of theirs", async () => {
    const { memory, ask } = start();
    await memory.write({ conversation_id: "of-the-tenant", content: "for everybody" });
    expect((await ask("anna", "GET", "/v1/conversations")).json()).toMatchObject({ items: [] });
  });
});

describe("erasing a conversation", () => {
  test("takes what was said and what rests on it, and leaves nothing to find", async () => {
    const { memory, tenant, say, ask } = start();
    const { id } = await say("anna", "lost", "the secret of the green door");
    await say("anna", "kept", "nothing of note");
    await memory.remember({ user_id: "anna", content: "a green door", source_message_ids: [id] });
    await memory.untilEmbedded(id, { user_id: "anna" });
    expect((await ask("anna", "DELETE", "/v1/conversations/lost")).status).toBe(204);
    expect((await ask("anna", "DELETE", "/v1/conversations/lost")).status).toBe(404);
    expect((await ask("anna", "GET", "/v1/conversations/lost/messages")).status).toBe(404);
    const { results } = await memory.search("green door", { user_id: "anna" });
    expect(results.filter(({ content }) => content !== "nothing of note")).toEqual([]);
    await vi.waitUntil(async () => (await rows.count(tenant)).outbox === 0, { timeout: 30_000 });
    expect(await rows.count(tenant)).toMatchObject({
      conversations: 1,
      messages: 1,
      memories: 0,
      embeddings: 1,
    });
  });
});

describe("what was said lately in the session in progress", () => {
  const redis = createRedis({
    url: environment.UPSTASH_REDIS_REST_URL!,
    token: environment.UPSTASH_REDIS_REST_TOKEN!,
  });

  test.each([
    ["POST", "/conversation/reset", { conversation_id: "c" }],
    ["POST", "/v1/memory/clear", { conversation_id: "c" }],
    ["POST", "/memory/clear", { conversation_id: "c" }],
    ["DELETE", "/v1/conversations/c", undefined],
  ] as const)("is forgotten by %s %s, for that conversation alone", async (method, path, body) => {
    const { tenant, say, ask } = start();
    const keyOf = (name: string) =>
      sessionKey(environment.AIMI_STAGE!, deriveConversationId(deriveOwnerId(tenant, "anna"), name));
    for (const name of ["c", "d"]) {
      await say("anna", name, "hello");
      await redis.rpush(keyOf(name), "said lately");
      await redis.expire(keyOf(name), 60);
    }
    expect((await ask("anna", method, path, body)).status).toBeLessThan(300);
    expect([await redis.exists(keyOf("c")), await redis.exists(keyOf("d"))]).toEqual([0, 1]);
  });
});

describe.each(["/conversation/reset", "/v1/conversation/reset"])("POST %s", (path) => {
  test("ends the session, says so as often as it is asked, and keeps what is remembered", async () => {
    const { memory, say, ask, read } = start();
    const { id } = await say("anna", "c", "I like tea");
    for (let time = 0; time < 2; time++) {
      const answer = await ask("anna", "POST", path, { conversation_id: "c" });
      expect(answer.status, answer.text).toBe(200);
      const body = shaped(resetConversationContract.responses[200]!.schema!, answer.json());
      expect(body).toMatchObject({ success: true, conversation_id: "c" });
    }
    const sessions = await read("anna", "/v1/conversations/c/sessions", listConversationSessionsContract);
    expect(sessions.items).toEqual([]);
    expect((await memory.search("tea", { user_id: "anna" })).results.map((each) => each.id)).toEqual([id]);
  });

  test("does not know a conversation that never was", async () => {
    const answer = await start().ask("anna", "POST", path, { conversation_id: "c" });
    expect([answer.status, refusal(answer).code]).toEqual([404, "not_found"]);
  });
});

test("a person takes along the titles, too", async () => {
  const { say, ask } = start();
  await say("anna", "c", "hello");
  await ask("anna", "PATCH", "/v1/conversations/c", { title: "Hello", extraction: true });
  const { text } = await ask("anna", "GET", "/v1/users/me/export");
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { kind: string });
  expect(lines.filter(({ kind }) => kind === "conversation")).toMatchObject([
    { id: "c", title: "Hello", extraction: true },
  ]);
  expect(lines.filter(({ kind }) => kind === "message")).toMatchObject([
    { content: "hello", status: "complete", turn_id: null, tool_calls: null },
  ]);
});

describe("GET /v1/admin/usage", () => {
  test("is nothing where nobody chatted, and takes days alone", async () => {
    const { tenant } = start();
    const ask = (query: object) =>
      call(`${url}/v1/admin/usage?${queryString({ tenant_id: tenant, ...query })}`);
    const none = { turns: 0, prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, cost_usd: 0 };
    expect((await ask({})).json()).toEqual({ items: [], total: none });
    for (const query of [
      { from: "yesterday" },
      { to: "2026-02-30" },
      { from: "2026-02-01", to: "2026-01-01" },
    ]) {
      expect((await ask(query)).status).toBe(400);
    }
  });
});
