import { describe, expect, inject, test } from "vitest";
import * as z from "zod";
import { clearMemoryContract, listMemoriesContract } from "#shared/wire/http/memories.ts";
import { call, refusal, shaped } from "./call.ts";
import { type MemoryClient, memoryClient } from "./memory-client.ts";
import { rowsOf } from "./rows.ts";

const { url, environment } = inject("cloud");
const rows = rowsOf(environment);
const pageSchema = z.object({
  items: z.array(z.looseObject({ id: z.string() })),
  next_cursor: z.string().nullable(),
});

async function list(memory: MemoryClient, query: Record<string, unknown> = {}) {
  const answer = await memory.ask("/v1/memories", query);
  expect(answer.status, answer.text).toBe(200);
  shaped(listMemoriesContract.responses[200]!.schema!, answer.json());
  const { items, next_cursor } = pageSchema.parse(answer.json());
  return { ids: items.map(({ id }) => id), next: next_cursor };
}
const erase = (memory: MemoryClient, id: string, query = "") =>
  call(`${url}/v1/memories/${id}?tenant_id=${memory.tenant}${query}`, { method: "DELETE" });

describe("the list of memories", () => {
  test("is walked page by page, newest first, while more are written", async () => {
    const memory = memoryClient(url);
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.unshift((await memory.remember({})).id);
    expect(await list(memory)).toEqual({ ids, next: null });
    const first = await list(memory, { limit: 2 });
    await memory.remember({});
    const second = await list(memory, { limit: 2, cursor: first.next });
    const third = await list(memory, { limit: 2, cursor: second.next });
    expect([...first.ids, ...second.ids, ...third.ids]).toEqual(ids);
    expect(third.next).toBeNull();
    expect((await list(memory, { limit: 6 })).next).toBeNull();
  });

  test("is filtered by type, status and user", async () => {
    const memory = memoryClient(url);
    const fact = await memory.remember({ type: "fact", user_id: "anna" });
    const plan = await memory.remember({ type: "plan", user_id: "anna", supersedes: fact.id });
    const nobodys = await memory.remember({ type: "plan" });
    expect((await list(memory, { type: "plan,fact" })).ids).toEqual([nobodys.id, plan.id, fact.id]);
    expect((await list(memory, { type: "plan", user_id: "anna" })).ids).toEqual([plan.id]);
    expect((await list(memory, { status: "outdated" })).ids).toEqual([fact.id]);
  });

  test.each(["x", "AAAA", "?".repeat(22), "A".repeat(21), `${"A".repeat(21)}B`, `${"A".repeat(22)}A`])(
    "refuses the cursor '%s', which no page gave",
    async (cursor) => {
      const answer = await memoryClient(url).ask("/v1/memories", { cursor });
      expect([answer.status, refusal(answer).details?.[0]?.path]).toEqual([400, "cursor"]);
    },
  );

  test("shows nobody more for a cursor of somebody else", async () => {
    const [mine, theirs] = [memoryClient(url), memoryClient(url)];
    const { id } = await mine.remember({});
    await theirs.remember({});
    await theirs.remember({});
    const { next } = await list(theirs, { limit: 1 });
    expect((await list(mine, { cursor: next })).ids).toEqual([id]);
  });
});

test("an erased memory leaves nothing behind, and is not found again", async () => {
  const memory = memoryClient(url);
  const { id } = await memory.write({ content: "I like tea" });
  await memory.untilEmbedded(id);
  const before = await rows.count(memory.tenant);
  const stored = await memory.remember({ content: "I like tea", source_message_ids: [id] });
  await memory.send(`/v1/memories/${stored.id}/feedback`, { useful: true });
  expect((await erase(memory, stored.id, "&user_id=ben")).status).toBe(404);
  const answer = await erase(memory, stored.id);
  expect([answer.status, answer.text]).toEqual([204, ""]);
  expect(await rows.count(memory.tenant)).toEqual(before);
  for (const gone of [
    await erase(memory, stored.id),
    await memory.ask(`/v1/memories/${stored.id}`),
    await memory.ask(`/v1/memories/${stored.id}/history`),
    await memory.send(`/v1/memories/${stored.id}/feedback`, { useful: true }),
  ]) {
    expect([gone.status, refusal(gone).code]).toEqual([404, "not_found"]);
  }
});

describe.each(["/v1/memory/clear", "/memory/clear"])("%s", (path) => {
  const clear = async (memory: MemoryClient, conversation_id: string, more = {}) => {
    const answer = await memory.send(path, { conversation_id, ...more });
    expect(answer.status, answer.text).toBe(200);
    return shaped(clearMemoryContract.responses[200]!.schema!, answer.json());
  };

  test("takes a conversation out of the search, and leaves no word of it", async () => {
    const memory = memoryClient(url);
    const { id } = await memory.write({ content: "My secret is jasmine", conversation_id: "c1" });
    await memory.write({ content: "My secret is mint", conversation_id: "c1" });
    const stored = await memory.remember({ content: "likes jasmine", source_message_ids: [id] });
    await memory.untilEmbedded(id);
    expect(await clear(memory, "c1")).toEqual({
      success: true,
      message: "cleared 3 records",
      conversation_id: "c1",
      memories_cleared: 3,
    });
    expect((await memory.search("secret")).results).toEqual([]);
    expect((await memory.ask(`/v1/messages/${id}`)).status).toBe(404);
    expect((await memory.ask(`/v1/memories/${stored.id}`)).status).toBe(404);
    const none = {
      messages: 0,
      memories: 0,
      memory_versions: 0,
      memory_sources: 0,
      postings: 0,
      embeddings: 0,
    };
    expect(await rows.count(memory.tenant)).toMatchObject(none);
  });

  test("is no error where there is nothing, or nothing left", async () => {
    const memory = memoryClient(url);
    await memory.write({ conversation_id: "c1", content: "once" });
    expect(await clear(memory, "c1")).toMatchObject({ memories_cleared: 1 });
    expect(await clear(memory, "c1")).toMatchObject({ success: true, memories_cleared: 0 });
    expect(await clear(memory, "never-heard-of-it")).toMatchObject({ memories_cleared: 0 });
  });

  test("without a user is about the conversation of no user", async () => {
    const memory = memoryClient(url);
    await memory.write({ conversation_id: "c1", content: "annas", user_id: "anna" });
    expect(await clear(memory, "c1")).toMatchObject({ memories_cleared: 0 });
    expect(await clear(memory, "c1", { user_id: "anna" })).toMatchObject({ memories_cleared: 1 });
  });

  test("without a user is about the developer's, too, in development", async () => {
    const memory = memoryClient(url);
    await memory.write({ conversation_id: "c1", content: "the developer's", user_id: "dev-user" });
    await memory.write({ conversation_id: "c1", content: "nobody's" });
    expect(await clear(memory, "c1")).toMatchObject({ memories_cleared: 2 });
  });
});
