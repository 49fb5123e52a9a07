import { expect, inject, test, vi } from "vitest";
import { messageReceipt } from "#shared/wire/http/messages.ts";
import { call, shaped } from "./call.ts";
import { memoryClient, searchAnswer } from "./memory-client.ts";

const { url } = inject("cloud");

test("the three calls of the introduction work word for word", async () => {
  const stored = await call(`${url}/v1/messages`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: '{"tenant_id": "test", "conversation_id": "conv-1", "role": "user", "content": "I love Python programming"}',
  });
  expect(stored.status).toBe(201);
  const { id } = shaped(messageReceipt, stored.json());

  const found = await call(`${url}/v1/memory/search?tenant_id=test&query=Python&top_k=5`);
  expect(found.status).toBe(200);
  const { results } = searchAnswer.parse(found.json());
  expect(results.find((result) => result.id === id)).toMatchObject({
    kind: "message",
    role: "user",
    content: "I love Python programming",
    conversation_id: "conv-1",
  });

  const health = await call(`${url}/v1/admin/health`);
  expect(health.status).toBe(200);
  expect(health.json()).toMatchObject({ environment: "local", migrations: { latest: expect.any(String) } });
});

test("localhost leads to the same door as 127.0.0.1", async () => {
  const answer = await call(`${url.replace("127.0.0.1", "localhost")}/health`);
  expect(answer.status).toBe(200);
});

test("a message is found by keyword at once and by meaning once embedded", async () => {
  const memory = memoryClient(url);
  const { id } = await memory.write({ content: "My daughter plays the violin" });
  const [byKeyword] = (await memory.search("violin")).results;
  expect(byKeyword?.id).toBe(id);
  expect(byKeyword?.score_breakdown.lexical).toBeGreaterThan(0.4);

  await memory.untilEmbedded(id);
  const [byMeaning] = (await memory.search("violinist playing")).results;
  expect(byMeaning?.id).toBe(id);
  expect(byMeaning?.score_breakdown.vector).toBeGreaterThan(0.1);
});

test("a message from a clock that runs ahead is found at once, and says the instant that it got", async () => {
  const memory = memoryClient(url);
  const ahead = new Date(Date.now() + 2 * 60_000).toISOString();
  const { id, created_at } = await memory.write({ content: "The kettle is on", created_at: ahead });
  expect(created_at < ahead).toBe(true);
  const { results } = await memory.search("kettle");
  expect(results).toMatchObject([{ id, created_at }]);
  expect((await memory.read(id)).created_at).toBe(created_at);
});

test("what has no word in common is found by its spelling alone", async () => {
  const memory = memoryClient(url);
  const { id } = await memory.write({ content: "photography" });
  await memory.write({ content: "quarterly tax return" });
  await memory.untilEmbedded(id);
  await vi.waitFor(
    async () => {
      const [best] = (await memory.search("photographer")).results;
      expect(best).toMatchObject({ id, score_breakdown: { lexical: 0 } });
      expect(best?.score_breakdown.vector).toBeGreaterThan(0.2);
    },
    { timeout: 60_000 },
  );
});

test("a message is read back whole", async () => {
  const memory = memoryClient(url);
  const draft = {
    conversation_id: "trip",
    role: "assistant",
    name: "Ada",
    content: "We fly on Friday 🎉",
    metadata: { place: { city: "Zürich" }, tags: ["travel"], none: null },
    importance: 0.25,
    created_at: "2026-01-31T10:30:00.123+01:00",
  };
  const receipt = await memory.write(draft);
  expect(receipt).toMatchObject({
    conversation_id: "trip",
    importance: 0.25,
    embedding_status: "pending",
    created_at: "2026-01-31T09:30:00.123Z",
  });
  await memory.untilEmbedded(receipt.id);
  expect(await memory.read(receipt.id)).toEqual({
    ...draft,
    id: receipt.id,
    user_id: null,
    embedding_status: "ready",
    flagged: false,
    created_at: "2026-01-31T09:30:00.123Z",
  });
});

test("a batch of a hundred is stored in its order, with ids that grow", async () => {
  const memory = memoryClient(url);
  const contents = Array.from({ length: 100 }, (_, index) => `entry number${index}`);
  const receipts = await memory.writeAll(contents.map((content) => ({ content })));
  const ids = receipts.map(({ id }) => id);
  expect(new Set(ids).size).toBe(100);
  expect(ids).toEqual(ids.toSorted());
  for (const index of [0, 42, 99]) {
    expect((await memory.read(ids[index]!)).content).toBe(contents[index]);
  }
  const { results } = await memory.search("entry", { top_k: 100 });
  expect(results.map(({ id }) => id).sort()).toEqual(ids);
});

test("a batch carries users and conversations of each message's own", async () => {
  const memory = memoryClient(url);
  const receipts = await memory.writeAll([
    { content: "from ann", user_id: "ann", conversation_id: "one" },
    { content: "from bob", user_id: "bob", conversation_id: "two" },
    { content: "from nobody" },
  ]);
  const read = await Promise.all(receipts.map(({ id }) => memory.read(id)));
  expect(read.map(({ user_id, conversation_id }) => [user_id, conversation_id])).toEqual([
    ["ann", "one"],
    ["bob", "two"],
    [null, "conversation"],
  ]);
});

test("a text that an owner has said before is embedded already", async () => {
  const memory = memoryClient(url);
  const first = await memory.write({ content: "said twice", user_id: "ann" });
  await memory.untilEmbedded(first.id);
  const again = await memory.write({ content: "said twice", user_id: "ann", conversation_id: "other" });
  expect(again.embedding_status).toBe("ready");
  const byAnother = await memory.write({ content: "said twice", user_id: "bob" });
  expect(byAnother.embedding_status).toBe("pending");
});
