import { beforeAll, expect, inject, test } from "vitest";
import { memoryClient, type Receipt } from "./memory-client.ts";

const { url } = inject("cloud");
const memory = memoryClient(url);
const day = 86_400_000;
const at = (daysAgo: number) => new Date(Date.now() - daysAgo * day).toISOString();

const drafts = {
  recent: { content: "green tea in the garden", metadata: { topic: "tea", n: 1 }, created_at: at(1) },
  old: { content: "black tea at the station", metadata: { topic: "tea", n: 2 }, created_at: at(90) },
  reply: { content: "tea is ready", role: "assistant", conversation_id: "kitchen", created_at: at(2) },
  rule: { content: "never offer tea", role: "system", importance: 1, created_at: at(3) },
  unrelated: { content: "the engine needs oil", conversation_id: "garage", created_at: at(1) },
};
type Name = keyof typeof drafts;
const receipts = {} as Record<Name, Receipt>;

beforeAll(async () => {
  const names = Object.keys(drafts) as Name[];
  const stored = await memory.writeAll(Object.values(drafts));
  names.forEach((name, index) => {
    receipts[name] = stored[index]!;
  });
  for (const { id } of stored) await memory.untilEmbedded(id);
});

const nameOf = (id: string) => Object.entries(receipts).find(([, receipt]) => receipt.id === id)?.[0];
async function names(more: Record<string, unknown> = {}): Promise<(string | undefined)[]> {
  const { results } = await memory.search("tea", { top_k: 100, min_similarity: 0.2, ...more });
  return results.map(({ id }) => nameOf(id)).sort();
}

test("a search finds what matches and nothing else above the least similarity", async () => {
  expect(await names()).toEqual(["old", "recent", "reply", "rule"]);
});

test.each([
  ["a role", { role: "assistant" }, ["reply"]],
  ["several roles, comma-separated", { role: "assistant,system" }, ["reply", "rule"]],
  ["a conversation", { conversation_id: "kitchen" }, ["reply"]],
  ["an unknown conversation", { conversation_id: "nowhere" }, []],
  ["a time from which", { since: at(10) }, ["recent", "reply", "rule"]],
  ["a time until which", { until: at(10) }, ["old"]],
  ["a time between", { since: at(2.5), until: at(1.5) }, ["reply"]],
  ["messages alone", { kind: "message" }, ["old", "recent", "reply", "rule"]],
  ["messages or memories", { kind: "message,memory" }, ["old", "recent", "reply", "rule"]],
  ["memories alone", { kind: "memory" }, []],
  ["a type, which only memories have", { type: "fact,event" }, []],
  ["what was believed at an instant", { as_of: at(2.5) }, ["old", "rule"]],
  ["a high least similarity", { min_similarity: "1" }, []],
])("a search can be narrowed to %s", async (_title, more, expected) => {
  expect(await names(more)).toEqual(expected);
});

test("a search of a whole tenant that has much says that it is approximate, and one of a person does not", async () => {
  const much = memoryClient(url);
  const drafts = Array.from({ length: 67 }, (_, at) => ({ content: `green tea ${at}` }));
  for (let batch = 0; batch < 3; batch++) await much.writeAll(drafts, { user_id: "anna" });
  expect(await much.search("tea")).toMatchObject({ approximate: true });
  expect(await much.searchByBody("tea", { min_similarity: 1 })).toMatchObject({
    results: [],
    approximate: true,
  });
  expect((await much.search("tea", { user_id: "anna" })).approximate).toBeUndefined();
  expect((await memory.search("tea")).approximate).toBeUndefined();
});

test("a body takes lists as arrays and finds what the address finds", async () => {
  const asOf = new Date().toISOString();
  const byAddress = await memory.search("tea", {
    role: "user,system",
    kind: "message",
    as_of: asOf,
    top_k: 3,
  });
  const byBody = await memory.searchByBody("tea", {
    role: ["user", "system"],
    kind: ["message"],
    as_of: asOf,
    top_k: 3,
  });
  expect(byBody).toEqual(byAddress);
});

test("metadata narrows to equal values", async () => {
  const search = async (metadata: unknown) =>
    (await memory.searchByBody("tea", { metadata, min_similarity: 0.3 })).results
      .map(({ id }) => nameOf(id))
      .sort();
  expect(await search({ topic: "tea" })).toEqual(["old", "recent"]);
  expect(await search({ topic: "tea", n: 2 })).toEqual(["old"]);
  expect(await search({ topic: "coffee" })).toEqual([]);
});

test("top_k bounds the answer and five is its default", async () => {
  expect((await memory.search("tea", { top_k: 2 })).results).toHaveLength(2);
  const many = memoryClient(url);
  await many.writeAll(Array.from({ length: 8 }, (_, index) => ({ content: `tea cup ${index}` })));
  expect((await many.search("tea")).results).toHaveLength(5);
});

test("a weight that is left out keeps its default", async () => {
  const { results } = await memory.searchByBody("tea", { weights: { similarity: 0 } });
  expect(results[0]?.score_breakdown.weights).toEqual({ similarity: 0, importance: 0.75, decay: 0.25 });
});

test("weights decide the order and are normalised to one", async () => {
  const best = async (weights: Record<string, number>) => {
    const { results } = await memory.searchByBody("tea", { weights, min_similarity: 0.3 });
    return { name: nameOf(results[0]!.id), weights: results[0]!.score_breakdown.weights };
  };
  expect(await best({ similarity: 0, importance: 2, decay: 0 })).toEqual({
    name: "rule",
    weights: { similarity: 0, importance: 1, decay: 0 },
  });
  expect(await best({ similarity: 0, importance: 0, decay: 5 })).toMatchObject({ name: "recent" });
  expect((await best({ similarity: 1, importance: 0.5, decay: 0.5 })).weights).toEqual({
    similarity: 0.5,
    importance: 0.25,
    decay: 0.25,
  });
});

test("each score is the sum of its weighted parts, to six decimals", async () => {
  const { results } = await memory.search("tea garden station", { top_k: 100 });
  expect(results.length).toBeGreaterThan(3);
  const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
  for (const { score, score_breakdown: part } of results) {
    expect(part.weights).toEqual({ similarity: 0.6, importance: 0.3, decay: 0.1 });
    const sum =
      part.weights.similarity * part.similarity +
      part.weights.importance * part.importance +
      part.weights.decay * part.decay;
    expect(Math.abs(score - sum)).toBeLessThan(1e-6);
    const parts = [part.vector, part.lexical, part.context, part.similarity, part.importance, part.decay];
    for (const value of [score, ...parts]) {
      expect(value).toBe(rounded(value));
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
  }
  const scores = results.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

test("decay halves in thirty days, counted to as_of", async () => {
  const as_of = new Date(Date.parse(receipts.old.created_at) + 60 * day).toISOString();
  const { results, as_of: answered } = await memory.search("tea", { as_of });
  expect(answered).toBe(as_of);
  expect(results[0]?.score_breakdown.decay).toBeCloseTo(0.25, 6);
});

test("the same data, query and as_of give the same answer, byte for byte", async () => {
  const query = { query: "tea", as_of: at(0), top_k: 100 };
  const first = await memory.ask("/v1/memory/search", query);
  const second = await memory.ask("/v1/memory/search", query);
  expect(second.text).toBe(first.text);
});

test("rare words count more than common ones", async () => {
  const { results } = await memory.search("tea station", { min_similarity: 0.1 });
  expect(nameOf(results[0]!.id)).toBe("old");
});

test("what no word says is no error", async () => {
  for (const query of ["the", "?!", "🎉", "%_\\'\";--", "a & b | !c:*"]) {
    expect(Array.isArray((await memory.search(query)).results)).toBe(true);
  }
});
