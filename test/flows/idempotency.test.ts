import { expect, inject, test } from "vitest";
import { call, refusal } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { rowsOf } from "./rows.ts";

const { url, environment } = inject("cloud");
const rows = rowsOf(environment);
const draft = { conversation_id: "conversation", role: "user", content: "said once" };
const batch = { messages: [draft, { ...draft, content: "and another" }] };

test.each([
  ["/v1/messages", draft, 1],
  ["/v1/messages/batch", batch, 2],
])("%s gives the first answer again, byte for byte, and stores once", async (path, body, stored) => {
  const memory = memoryClient(url);
  const first = await memory.send(path, body, { "idempotency-key": "once" });
  expect(first.status).toBe(201);
  for (let repeat = 0; repeat < 3; repeat++) {
    const again = await memory.send(path, body, { "Idempotency-Key": "once" });
    expect([again.status, again.text]).toEqual([201, first.text]);
  }
  expect((await rows.count(memory.tenant)).messages).toBe(stored);
});

test("the first answer stays the same after the message was embedded", async () => {
  const memory = memoryClient(url);
  const first = await memory.send("/v1/messages", draft, { "idempotency-key": "once" });
  const { id } = first.json() as { id: string };
  await memory.untilEmbedded(id);
  const again = await memory.send("/v1/messages", draft, { "idempotency-key": "once" });
  expect(again.text).toBe(first.text);
});

test.each([
  ["/v1/messages", draft, { ...draft, content: "said otherwise" }],
  ["/v1/messages/batch", batch, { messages: [draft] }],
])("%s refuses another body under the same key and stores nothing of it", async (path, body, other) => {
  const memory = memoryClient(url);
  await memory.send(path, body, { "idempotency-key": "once" });
  const before = await rows.count(memory.tenant);
  const answer = await memory.send(path, other, { "idempotency-key": "once" });
  expect([answer.status, refusal(answer).code]).toEqual([422, "idempotency_mismatch"]);
  const { embeddings: _, outbox: __, ...after } = await rows.count(memory.tenant);
  expect(before).toMatchObject(after);
});

test.each(["/chat", "/v1/chat"])(
  "%s says a message once, and refuses another under the same key",
  async (path) => {
    const memory = memoryClient(url);
    const say = (message: string, user_id = "ann") =>
      memory.send(path, { user_id, message }, { "idempotency-key": "once" });
    const first = await say("Hello");
    expect(first.status).toBe(200);
    for (let repeat = 0; repeat < 2; repeat++) {
      const other = await say("Goodbye");
      expect([other.status, refusal(other).code]).toEqual([422, "idempotency_mismatch"]);
      expect((await say("Hello")).text).toBe(first.text);
    }
    expect((await rows.count(memory.tenant)).messages).toBe(2);
    expect((await say("Goodbye", "bob")).status).toBe(200);
    expect((await rows.count(memory.tenant)).messages).toBe(4);
  },
);

test("a key counts for one door of chat", async () => {
  const memory = memoryClient(url);
  const say = (path: string, message: string) =>
    memory.send(path, { user_id: "ann", message }, { "idempotency-key": "once" });
  const answers = [await say("/chat", "Hello"), await say("/v1/chat", "Goodbye")];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect((await rows.count(memory.tenant)).messages).toBe(4);
});

test("a reset that comes again ends no session that began since", async () => {
  const memory = memoryClient(url);
  const about = { user_id: "ann", conversation_id: "day" };
  const say = (message: string) => memory.send("/v1/chat", { ...about, message });
  const reset = () => memory.send("/v1/conversation/reset", about, { "idempotency-key": "once" });
  const endings = async () => {
    const { items } = (await memory.ask("/v1/conversations/day/sessions", { user_id: "ann" })).json() as {
      items: { ended_at: string | null }[];
    };
    return items.filter(({ ended_at }) => ended_at !== null).length;
  };
  await say("Hello");
  const first = await reset();
  expect([first.status, await endings()]).toEqual([200, 1]);
  await say("Here I am again");
  expect([(await reset()).text, await endings()]).toEqual([first.text, 1]);
});

test.each(["/v1/memory/clear", "/memory/clear"])(
  "%s that comes again erases nothing that was said since",
  async (path) => {
    const memory = memoryClient(url);
    const about = { user_id: "ann", conversation_id: "day" };
    const clear = () => memory.send(path, about, { "idempotency-key": "once" });
    await memory.write({ ...about, content: "before" });
    const first = await clear();
    expect([first.status, first.json()]).toEqual([200, expect.objectContaining({ memories_cleared: 1 })]);
    await memory.write({ ...about, content: "since" });
    expect((await clear()).text).toBe(first.text);
    expect((await rows.count(memory.tenant)).messages).toBe(1);
  },
);

test("work for operators is begun once, and a repeat hears the first answer", async () => {
  const memory = memoryClient(url);
  await memory.write(draft);
  const begin = (key: string) => memory.send("/v1/admin/reembed", {}, { "idempotency-key": key });
  const first = await begin("one");
  expect([first.status, first.json()]).toEqual([202, expect.objectContaining({ tenants: 1 })]);
  expect((await begin("one")).text).toBe(first.text);
  const run = () => memory.send("/v1/admin/migrations", {}, { "idempotency-key": memory.tenant });
  const begun = await run();
  expect([begun.status, (await run()).text]).toEqual([202, begun.text]);
});

test("a ticket is shown once under a key", async () => {
  const { tenant } = memoryClient(url);
  const ask = (key: string) =>
    call(`${url}/v1/auth/ws-ticket?tenant_id=${tenant}&user_id=ann`, {
      method: "POST",
      headers: { "idempotency-key": key },
    });
  expect((await ask("one")).status).toBe(200);
  expect(refusal(await ask("one")).code).toBe("conflict");
  expect((await ask("two")).status).toBe(200);
});

test("the same body written another way is the same body", async () => {
  const memory = memoryClient(url);
  const first = await memory.send("/v1/messages", draft, { "idempotency-key": "once" });
  const { content, role, conversation_id } = draft;
  const again = await memory.send(
    "/v1/messages",
    { content, role, conversation_id },
    { "idempotency-key": "once" },
  );
  expect(again.text).toBe(first.text);
});

test("fifty at once under one key store one message and hear one answer", async () => {
  const memory = memoryClient(url);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => memory.send("/v1/messages", draft, { "idempotency-key": "once" })),
  );
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(201);
  expect(await rows.count(memory.tenant)).toMatchObject({
    messages: 1,
    idempotency_keys: 1,
    conversations: 1,
  });
});

test("a key counts for one route", async () => {
  const memory = memoryClient(url);
  const single = await memory.send("/v1/messages", draft, { "idempotency-key": "once" });
  const several = await memory.send("/v1/messages/batch", batch, { "idempotency-key": "once" });
  expect([single.status, several.status]).toEqual([201, 201]);
  expect((await rows.count(memory.tenant)).messages).toBe(3);
});

test("a key counts for one tenant and one user", async () => {
  const memory = memoryClient(url);
  const other = memoryClient(url);
  const headers = { "idempotency-key": "once" };
  const answers = [
    await memory.send("/v1/messages", draft, headers),
    await memory.send("/v1/messages", { ...draft, user_id: "ann" }, headers),
    await memory.send("/v1/messages", { ...draft, user_id: "bob" }, headers),
    await other.send("/v1/messages", draft, headers),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  expect(new Set(answers.map(({ text }) => text)).size).toBe(4);
});

test("without a key each call stores a message of its own", async () => {
  const memory = memoryClient(url);
  const first = await memory.write(draft);
  const second = await memory.write(draft);
  expect(second.id).not.toBe(first.id);
});

test.each(["", "two words", "x".repeat(256)])(
  "the key '%s' is refused unless it is none at all",
  async (key) => {
    const memory = memoryClient(url);
    const answer = await memory.send("/v1/messages", draft, { "idempotency-key": key });
    if (key === "") return expect(answer.status).toBe(201);
    expect(answer.status).toBe(400);
    expect(refusal(answer).details).toMatchObject([{ path: "idempotency-key" }]);
  },
);

test("a call that was refused has used up no key", async () => {
  const memory = memoryClient(url);
  const headers = { "idempotency-key": "once" };
  expect((await memory.send("/v1/messages", { ...draft, content: "" }, headers)).status).toBe(400);
  expect((await memory.send("/v1/messages", draft, headers)).status).toBe(201);
});
