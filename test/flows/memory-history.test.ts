import { expect, inject, test } from "vitest";
import { editMemoryContract, getMemoryHistoryContract } from "#shared/wire/http/memories.ts";
import { call, refusal, shaped } from "./call.ts";
import { memoryClient } from "./memory-client.ts";

const { url } = inject("cloud");
const patch = (tenant_id: string, id: string, change: object) =>
  call(`${url}/v1/memories/${id}`, { method: "PATCH", body: { tenant_id, ...change } });
const historySchema = getMemoryHistoryContract.responses[200]!.schema!;
type History = { items: Record<string, unknown>[] };

test("a memory is edited under its id, judged, and its history tells all of it", async () => {
  const memory = memoryClient(url);
  const { id } = await memory.remember({ content: "likes tea", importance: 0.5 });
  const edited = await patch(memory.tenant, id, { content: "likes coffee" });
  expect(edited.status).toBe(200);
  shaped(editMemoryContract.responses[200]!.schema!, edited.json());
  expect(edited.json()).toMatchObject({ id, content: "likes coffee", version: 2, importance: 0.5 });

  const judge = (useful: boolean, key: string) =>
    memory.send(`/v1/memories/${id}/feedback`, { useful }, { "idempotency-key": key });
  expect((await judge(true, "one")).json()).toMatchObject({ importance: 0.6, version: 3 });
  const down = await judge(false, "two");
  expect(down.json()).toMatchObject({ importance: 0.48, version: 4 });
  expect((await judge(false, "two")).text).toBe(down.text);

  const history = await memory.ask(`/v1/memories/${id}/history`);
  expect((shaped(historySchema, history.json()) as History).items).toMatchObject([
    { reason: "feedback", importance: 0.48, superseded_at: null },
    { reason: "feedback", importance: 0.6 },
    { reason: "edited", content: "likes coffee" },
    { reason: "created", content: "likes tea" },
  ]);
});

test.each([
  ["nothing at all", {}, ""],
  ["an end before the beginning it has", { valid_to: "2019-01-01T00:00:00Z" }, "valid_to"],
  ["content that is empty", { content: "" }, "content"],
])("an edit that says %s is refused", async (_what, change, path) => {
  const memory = memoryClient(url);
  const { id } = await memory.remember({ valid_from: "2020-01-01T00:00:00Z" });
  const answer = await patch(memory.tenant, id, change);
  expect([answer.status, refusal(answer).details?.[0]?.path]).toEqual([400, path]);
  expect((await memory.recall(id)).version).toBe(1);
});

test("a memory that is to be consolidated has a history of one version", async () => {
  const memory = memoryClient(url);
  const draft = await memory.send("/v1/memories?consolidate=true", { type: "fact", content: "Anna rows" });
  const { id } = draft.json() as { id: string };
  const history = await memory.ask(`/v1/memories/${id}/history`);
  const version = { reason: "created", note: null, superseded_at: null, consolidation: "pending" };
  expect(shaped(historySchema, history.json())).toEqual({
    items: [{ ...(draft.json() as object), ...version }],
    next_cursor: null,
  });
});

test("what is not there has no history, takes no edit and no feedback", async () => {
  const memory = memoryClient(url);
  const { id } = await memory.remember({ user_id: "anna" });
  const user_id = "ben";
  for (const answer of [
    await memory.ask(`/v1/memories/${id}/history`, { user_id }),
    await memory.send(`/v1/memories/${id}/feedback`, { useful: true, user_id }),
    await patch(memory.tenant, id, { importance: 1, user_id }),
  ]) {
    expect([answer.status, refusal(answer).code]).toEqual([404, "not_found"]);
  }
});
