import { describe, expect, inject, test, vi } from "vitest";
import { refusal } from "./call.ts";
import { memoryClient } from "./memory-client.ts";

const { url } = inject("cloud");
const unknownId = "00000000-0000-7000-8000-000000000000";

describe("a memory", () => {
  test("is stored exactly as it is given, and rated where it says nothing of that", async () => {
    const memory = memoryClient(url);
    const { id } = await memory.write({ content: "I am allergic to nuts", user_id: "anna" });
    const given = {
      user_id: "anna",
      type: "health",
      content: "  Anna: allergic to nuts\n",
      source_message_ids: [id],
      valid_from: "2020-01-31T09:30:00.000Z",
      valid_to: null,
      metadata: { said: { by: "herself" } },
    };
    const stored = await memory.remember(given);
    expect(stored).toMatchObject({
      ...given,
      importance: 0.72,
      status: "active",
      provenance: "messages",
      supersedes: null,
      superseded_by: null,
      embedding_status: "pending",
      version: 1,
    });
    expect(stored.updated_at).toBe(stored.created_at);
    const { embedding_status: _, ...same } = stored;
    expect(await memory.recall(stored.id)).toMatchObject(same);
  });

  test("of a client alone rests on no message", async () => {
    const stored = await memoryClient(url).remember({ importance: 0.9 });
    expect(stored).toMatchObject({
      importance: 0.9,
      provenance: "client",
      source_message_ids: [],
      user_id: null,
    });
  });

  test("is embedded in time", async () => {
    const memory = memoryClient(url);
    const { id } = await memory.remember({ content: "plays the violin" });
    const status = async () => (await memory.recall(id)).embedding_status;
    await vi.waitUntil(async () => (await status()) === "ready", { timeout: 30_000, interval: 50 });
  });

  test("replaces another, which becomes outdated", async () => {
    const memory = memoryClient(url);
    const old = await memory.remember({ content: "lives in Bonn" });
    const valid_from = "2025-01-01T00:00:00.000Z";
    const next = await memory.remember({ content: "lives in Rome", supersedes: old.id, valid_from });
    expect(next).toMatchObject({ supersedes: old.id, status: "active" });
    expect(await memory.recall(old.id)).toMatchObject({
      status: "outdated",
      valid_to: valid_from,
      superseded_by: next.id,
    });
    const again = await memory.send("/v1/memories", { type: "fact", content: "x", supersedes: old.id });
    expect([again.status, refusal(again).code]).toEqual([409, "conflict"]);
  });

  test.each([
    [
      "a message that nobody wrote",
      "source_message_ids",
      ["019a0000-0000-7000-8000-000000000000"],
      "message",
    ],
    ["a memory that nobody has", "supersedes", "019a0000-0000-7000-8000-000000000000", "memory"],
  ])("that names %s is refused by its name", async (_what, field, value, kind) => {
    const answer = await memoryClient(url).send("/v1/memories", {
      type: "fact",
      content: "x",
      [field]: value,
    });
    expect(answer.status).toBe(404);
    expect(refusal(answer).message).toBe(`${kind} 019a0000-0000-7000-8000-000000000000 not found`);
  });

  test("of another user is not there", async () => {
    const memory = memoryClient(url);
    const { id } = await memory.remember({ user_id: "anna" });
    expect((await memory.ask(`/v1/memories/${id}`, { user_id: "ben" })).status).toBe(404);
    expect((await memoryClient(url).ask(`/v1/memories/${id}`)).status).toBe(404);
    expect((await memory.recall(id)).user_id).toBe("anna");
  });

  test.each([
    [
      "a message twice",
      { source_message_ids: Array(2).fill("019a0000-0000-7000-8000-000000000000") },
      "source_message_ids",
    ],
    [
      "an end before its beginning",
      { valid_from: "2025-01-02T00:00:00Z", valid_to: "2025-01-01T00:00:00Z" },
      "valid_to",
    ],
    ["an unknown type", { type: "opinion" }, "type"],
  ])("with %s is refused", async (_what, change, path) => {
    const answer = await memoryClient(url).send("/v1/memories", { type: "fact", content: "x", ...change });
    expect([answer.status, refusal(answer).details?.[0]?.path]).toEqual([400, path]);
  });

  test("that is to be consolidated is shown as it will be, and found by its id from then on", async () => {
    const memory = memoryClient(url);
    const body = { type: "fact", content: "Anna has two cats", importance: 0.4 };
    const answer = await memory.send("/v1/memories?consolidate=true", body);
    expect(answer.status).toBe(201);
    const draft = answer.json() as { id: string };
    expect(draft).toMatchObject({ ...body, consolidation: "pending", status: "active", version: 1 });
    expect(await memory.recall(draft.id)).toMatchObject({ content: body.content });
    expect((await memory.send("/v1/memories?consolidate=false", body)).status).toBe(201);
  });

  test.each([
    ["of a type without the person's consent", "true", { type: "health" }, 403],
    ["that says itself what it replaces", "true", { supersedes: unknownId }, 400],
    ["with another word", "maybe", {}, 400],
  ])("that is to be consolidated %s is refused", async (_what, consolidate, given, status) => {
    const body = { type: "fact", content: "x", ...given };
    const answer = await memoryClient(url).send(`/v1/memories?consolidate=${consolidate}`, body);
    expect(answer.status).toBe(status);
  });

  test("that is sent again under its key gets the first answer, byte for byte", async () => {
    const memory = memoryClient(url);
    const body = { type: "plan", content: "run a marathon" };
    const send = (content: string) =>
      memory.send("/v1/memories", { ...body, content }, { "idempotency-key": "once" });
    const first = await send("run a marathon");
    expect((await send("run a marathon")).text).toBe(first.text);
    expect((await send("run two")).status).toBe(422);
  });
});
