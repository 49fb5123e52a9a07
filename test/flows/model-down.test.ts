import { afterEach, expect, test, vi } from "vitest";
import { call } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { rowsOf } from "./rows.ts";

const cloud = await startOwnCloud();
const { url, model, lambda } = cloud;
const rows = rowsOf(cloud.environment);

afterEach(() => model.disturb("pass"));

test.each(["fail", "rate-limit", "hang"] as const)(
  "while the model is in the state '%s', a search goes by keyword and says so",
  async (how) => {
    const memory = memoryClient(url);
    const [needle, hay] = await memory.writeAll([
      { content: "the needle" },
      { content: "the hay", conversation_id: "barn" },
    ]);
    const id = needle!.id;
    await memory.untilEmbedded(hay!.id);
    model.disturb(how);
    const startedAt = performance.now();
    const found = await memory.search(`needle ${how}`);
    expect(found.degraded).toBe(true);
    expect(found.results.map((result) => result.id)).toEqual([id]);
    expect(found.results[0]?.score_breakdown.vector).toBe(0);
    expect(found.results[0]?.score_breakdown.lexical).toBeGreaterThan(0.5);
    expect(performance.now() - startedAt).toBeLessThan(10_000);

    model.disturb("pass");
    expect((await memory.search(`needle ${how}`)).degraded).toBeUndefined();
  },
);

test("health says what the last search saw of the model, without asking it", async () => {
  const memory = memoryClient(url);
  const health = async () => (await call(`${url}/health`)).json();
  const asked = model.requestCount("/v1/models");
  model.disturb("fail");
  await memory.search("is anybody there");
  expect(await health()).toMatchObject({ status: "degraded", database: "ok", llm: "unavailable" });
  model.disturb("pass");
  await memory.search("is anybody there");
  expect(await health()).toMatchObject({ status: "healthy", llm: "ok" });
  expect(model.requestCount("/v1/models")).toBe(asked);
});

test("a query of stop words alone has no words to go by while the model is down, and is found by meaning after", async () => {
  const memory = memoryClient(url);
  const { id } = await memory.write({ content: "to be or not to be, said the actor" });
  await memory.untilEmbedded(id);
  model.disturb("fail");
  expect(await memory.search("to be or not to be")).toMatchObject({ degraded: true, results: [] });

  model.disturb("pass");
  const found = await memory.search("to be or not to be");
  expect(found.degraded).toBeUndefined();
  expect(found.results).toMatchObject([{ id, score_breakdown: { lexical: 0 } }]);
});

test("what is said while the model is down is stored at once and embedded once it is back", async () => {
  const memory = memoryClient(url);
  model.disturb("fail");
  const asked = model.requestCount("/v1/embeddings");
  const { id, embedding_status } = await memory.write({ content: "patience" });
  expect(embedding_status).toBe("pending");
  const attempts = 3;
  await vi.waitUntil(() => model.requestCount("/v1/embeddings") >= asked + attempts, { timeout: 30_000 });
  expect((await memory.read(id)).embedding_status).toBe("pending");
  expect(await rows.outbox()).toMatchObject([{ tenant_id: memory.tenant, body: { message_ids: [id] } }]);

  model.disturb("pass");
  await rows.backdateOutbox();
  expect(await lambda.invoke("outbox-sweep", {})).toEqual({ looked: true, sent: 1 });
  await memory.untilEmbedded(id);
  await vi.waitFor(async () => expect(await rows.outbox()).toEqual([]), { timeout: 60_000 });
  expect((await memory.search("patience")).results[0]).toMatchObject({ id, role: "user" });
});
