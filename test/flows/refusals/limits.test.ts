import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { call, refusal } from "../call.ts";
import { memoryClient } from "../memory-client.ts";
import { rowsOf } from "../rows.ts";
import { contracts, samplesFor, sendSample, titleOf } from "./sample-requests.ts";

const { url, environment } = inject("cloud");
const rows = rowsOf(environment);
const memory = memoryClient(url);
let before: Record<string, number>;

beforeAll(async () => {
  const { id } = await memory.write({ content: "written before" });
  await memory.untilEmbedded(id);
  before = await rows.count(memory.tenant);
});
afterAll(async () => {
  expect(await rows.count(memory.tenant)).toEqual(before);
});

const draft = { conversation_id: "conversation", role: "user", content: "hello" };
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const minutesAhead = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

describe("a message", () => {
  test.each([
    ["content of 32,001 characters, each an emoji", { content: "🎉".repeat(32_001) }, "content"],
    ["content that has NUL", { content: "a\u0000" }, "content"],
    ["content that has a lone high surrogate", { content: "\ud83c" }, "content"],
    ["content that has a lone low surrogate", { content: "\udf89 party" }, "content"],
    ["a name with NUL", { name: "\u0000" }, "name"],
    ["an unknown role", { role: "tool" }, "role"],
    ["an importance above one", { importance: 1.000001 }, "importance"],
    ["an importance below zero", { importance: -0.1 }, "importance"],
    ["a time more than five minutes ahead", { created_at: minutesAhead(6) }, "created_at"],
    ["the year 0000", { created_at: "0000-12-31T23:59:59Z" }, "created_at"],
    ["a time that only its zone puts after 9999", { created_at: "9999-12-31T23:59:59-23:00" }, "created_at"],
    ["metadata above 16 KB", { metadata: { a: "x".repeat(16_384) } }, "metadata"],
    ["metadata above 16 KB in bytes alone", { metadata: { a: "é".repeat(8_200) } }, "metadata"],
    ["metadata with NUL in a value", { metadata: { a: ["b", { c: "\u0000" }] } }, "metadata"],
    ["metadata with NUL in a key", { metadata: { "a\u0000": 1 } }, "metadata"],
    ["metadata with a lone surrogate in a key", { metadata: { a: { "\ud800": 1 } } }, "metadata"],
  ])("with %s is refused", async (_what, change, path) => {
    const answer = await memory.send("/v1/messages", { ...draft, ...change });
    expect(answer.status).toBe(400);
    expect(refusal(answer)).toMatchObject({ code: "validation_failed", details: [{ path }] });
  });

  test.each([33, 1_000, 100_000])("with metadata %i deep is refused", async (depth) => {
    const body = `{"tenant_id":"${memory.tenant}","conversation_id":"c","role":"user","content":"x","metadata":${nested(depth)}}`;
    const answer = await call(`${url}/v1/messages`, { body });
    expect(answer.status).toBe(400);
    expect(refusal(answer)).toMatchObject({ details: [{ path: "metadata" }] });
  });
});

test("what is just within the limits passes", async () => {
  const within = memoryClient(url);
  const long = await within.write({ content: "🎉".repeat(32_000) });
  expect((await within.read(long.id)).content).toBe("🎉".repeat(32_000));
  await within.write({ content: "x".repeat(32_000) });
  await within.write({ content: "x", created_at: minutesAhead(4), importance: 0 });
  await within.write({ content: " ", name: "é".repeat(128), importance: 1 });
  const { id } = await within.write({ content: "x", metadata: { a: "x".repeat(16_376) } });
  expect((await within.read(id)).metadata).toEqual({ a: "x".repeat(16_376) });
  const deep = await within.send("/v1/messages", { ...draft, metadata: JSON.parse(nested(32)) });
  expect(deep.status).toBe(201);
  await within.searchByBody("🎉".repeat(8_000));
});

describe("a search", () => {
  test.each([
    ["a query of 8,001 characters", { query: "🎉".repeat(8_001) }, "query"],
    ["weights that are all zero", { weights: { similarity: 0, importance: 0, decay: 0 } }, "weights"],
    ["a weight past all measure", { weights: { similarity: 1e308 } }, "weights.similarity"],
    ["a negative weight", { weights: { similarity: -1, decay: 1 } }, "weights.similarity"],
    ["a whole number that is none", { top_k: 2.5 }, "top_k"],
    ["an unknown role in a list", { role: ["user", "robot"] }, "role.1"],
    ["metadata above 16 KB", { metadata: { a: "x".repeat(16_384) } }, "metadata"],
  ])("with %s in its body is refused", async (_what, change, path) => {
    const answer = await memory.send("/v1/memory/search", { query: "x", ...change });
    expect(answer.status).toBe(400);
    expect(refusal(answer)).toMatchObject({ code: "validation_failed", details: [{ path }] });
  });

  test.each([
    ["an unknown kind", { kind: "message,note" }, "kind.1"],
    ["an empty list", { role: "," }, "role"],
    ["an unknown type", { type: "opinion" }, "type.0"],
    ["an unknown status", { status: "gone" }, "status.0"],
    ["half a result", { top_k: "2.5" }, "top_k"],
    ["a number with words", { top_k: "5 please" }, "top_k"],
    ["a least similarity above one", { min_similarity: "1.1" }, "min_similarity"],
    ["a query given twice as one id", { conversation_id: "a,b" }, "conversation_id"],
  ])("with %s in its address is refused", async (_what, query, path) => {
    const answer = await memory.ask("/v1/memory/search", { query: "x", ...query });
    expect(answer.status).toBe(400);
    expect(refusal(answer)).toMatchObject({ code: "validation_failed", details: [{ path }] });
  });
});

describe("a batch", () => {
  const batch = (messages: unknown) => memory.send("/v1/messages/batch", { messages });

  test.each([0, 101])("of %i is refused", async (size) => {
    const answer = await batch(Array.from({ length: size }, () => draft));
    expect(answer.status).toBe(400);
    expect(refusal(answer)).toMatchObject({ code: "validation_failed", details: [{ path: "messages" }] });
  });

  test("with one bad item names it by its index and stores nothing", async () => {
    const messages = Array.from({ length: 10 }, () => ({ ...draft, content: "hello from a batch" }));
    messages[7] = { ...draft, content: "" };
    const answer = await batch(messages);
    expect(answer.status).toBe(400);
    expect(refusal(answer).details).toEqual([{ path: "messages.7.content", message: "must not be empty" }]);
    expect((await memory.search("batch", { min_similarity: 0.3 })).results).toEqual([]);
  });

  test("with an item in the future names it by its index", async () => {
    const answer = await batch([draft, { ...draft, created_at: minutesAhead(60) }]);
    expect(refusal(answer).details).toMatchObject([{ path: "messages.1.created_at" }]);
  });

  test("of two tenants is refused, and neither tenant gets anything", async () => {
    const other = `${memory.tenant}-other`;
    const answer = await call(`${url}/v1/messages/batch`, {
      body: {
        messages: [draft, { ...draft, tenant_id: other }].map((each) => ({
          tenant_id: memory.tenant,
          ...each,
        })),
      },
    });
    expect(answer.status).toBe(400);
    expect(refusal(answer).details).toMatchObject([{ path: "messages.1.tenant_id" }]);
    expect((await rows.count(other)).tenants).toBe(0);
  });
});

describe.each(contracts.filter(({ body }) => body).map((contract) => [titleOf(contract), contract] as const))(
  "%s",
  (_title, contract) => {
    const limit = contract.bodyLimitBytes ?? 1_000_000;
    const tooLarge = "x".repeat(limit + 1);
    const sample = samplesFor(memory.tenant)[contract.operationId]!;

    test("refuses a body over its limit before it looks at it", async () => {
      const answer = await sendSample(url, contract, sample, { body: tooLarge });
      expect([answer.status, refusal(answer).code]).toEqual([413, "payload_too_large"]);
    });

    test("refuses one that does not say its length", async () => {
      const body = new Blob([tooLarge]).stream();
      const response = await fetch(`${url}${contract.path}`, {
        method: contract.method.toUpperCase(),
        body,
        duplex: "half",
      } as RequestInit);
      expect(response.status).toBe(413);
      await response.body?.cancel();
    });

    test("counts bytes, not characters", async () => {
      const answer = await sendSample(url, contract, sample, { body: "é".repeat(limit / 2 + 1) });
      expect(answer.status).toBe(413);
    });

    test("reads a body of just its limit", async () => {
      const json = JSON.stringify(sample.body);
      const answer = await sendSample(url, contract, sample, {
        body: "[".padEnd(limit - json.length) + json,
      });
      expect([answer.status, refusal(answer).code]).toEqual([400, "validation_failed"]);
    });
  },
);
