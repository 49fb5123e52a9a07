import { describe, expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { type SearchMemory, searchMemory } from "./search-memory.ts";

function callOf(given: Partial<SearchMemory> = {}): SearchMemory {
  return {
    actor: buildActor(),
    text: "Python",
    topK: 5,
    minSimilarity: 0,
    clientConversationId: null,
    roles: null,
    since: null,
    until: null,
    metadata: null,
    asOf: undefined,
    weights: undefined,
    kinds: undefined,
    types: undefined,
    ...given,
  };
}

describe("weights", () => {
  test("are 0.6, 0.3 and 0.1 when none are given", async () => {
    const { weights } = await searchMemory(fakeHttpPorts(), callOf());
    expect(weights).toEqual({ similarity: 0.6, importance: 0.3, decay: 0.1 });
  });

  test("are normalised to the sum 1, in what is asked and in what is answered", async () => {
    const ports = fakeHttpPorts();
    const { weights } = await searchMemory(
      ports,
      callOf({ weights: { similarity: 2, importance: 1, decay: 1 } }),
    );
    expect(weights).toEqual({ similarity: 0.5, importance: 0.25, decay: 0.25 });
    expect(ports.index.searches[0]?.query.weights).toEqual(weights);
  });

  test("that are left out keep their default, beside those that are given", async () => {
    const { weights } = await searchMemory(fakeHttpPorts(), callOf({ weights: { similarity: 0 } }));
    expect(weights).toEqual({ similarity: 0, importance: 0.75, decay: 0.25 });
  });

  test("are rounded to six decimals", async () => {
    const given = { similarity: 1, importance: 1, decay: 1 };
    const { weights } = await searchMemory(fakeHttpPorts(), callOf({ weights: given }));
    expect(weights).toEqual({ similarity: 0.333333, importance: 0.333333, decay: 0.333333 });
  });
});

describe("an embedder that does not answer", () => {
  test("leaves the search to keywords, and the answer says so", async () => {
    const ports = fakeHttpPorts();
    ports.embedder.mood = "fail";
    const { degraded } = await searchMemory(ports, callOf());
    expect(degraded).toBe(true);
    expect(ports.index.searches[0]?.query).toMatchObject({ vector: null, text: "Python" });
    expect(ports.log.lines).toMatchObject([{ level: "warn", what: "query not embedded" }]);
  });

  test("is told in the log without the text that was asked", async () => {
    const ports = fakeHttpPorts();
    ports.embedder.mood = "fail";
    await searchMemory(ports, callOf({ text: "my secret" }));
    expect(JSON.stringify(ports.log.lines)).not.toContain("secret");
  });
});

test("an embedder that answers gives the vector, and nothing is degraded", async () => {
  const ports = fakeHttpPorts();
  const { degraded } = await searchMemory(ports, callOf());
  expect(degraded).toBe(false);
  expect(ports.index.searches[0]?.query.vector).toHaveLength(ports.embedder.dimensions);
});

describe("what is asked for", () => {
  test.each([
    ["a type, which only memories have", { types: ["fact"] }],
    ["memories alone", { kinds: ["memory"] as const }],
    ["messages of a type", { kinds: ["message"] as const, types: ["fact"] }],
  ])("leaves messages out when it is %s", async (_what, given) => {
    const ports = fakeHttpPorts();
    const outcome = await searchMemory(ports, callOf(given));
    expect(outcome).toMatchObject({ matches: [], degraded: false, asOf: ports.clock.now() });
    expect(ports.index.searches).toEqual([]);
    expect(ports.embedder.calls).toEqual([]);
  });

  test.each([[["message"]], [["memory", "message"]], [undefined]] as const)(
    "includes messages when the kinds are %j",
    async (kinds) => {
      const ports = fakeHttpPorts();
      await searchMemory(ports, callOf({ kinds }));
      expect(ports.index.searches).toHaveLength(1);
    },
  );

  test("reaches the index as it was given", async () => {
    const ports = fakeHttpPorts();
    const given = {
      topK: 7,
      minSimilarity: 0.4,
      clientConversationId: "c1",
      roles: ["user"] as const,
      since: 1,
      until: 2,
      metadata: { a: 1 },
    };
    const call = callOf({ ...given, asOf: 3 });
    await searchMemory(ports, call);
    expect(ports.index.searches).toMatchObject([
      { actor: call.actor, query: { ...given, asOf: 3, halfLifeDays: 30, model: ports.embedder.model } },
    ]);
  });

  test("is as of now unless it says otherwise", async () => {
    const ports = fakeHttpPorts();
    expect((await searchMemory(ports, callOf())).asOf).toBe(ports.clock.now());
    expect((await searchMemory(ports, callOf({ asOf: 5 }))).asOf).toBe(5);
  });
});

test("a query longer than a model reads is cut for it, and asked in full by keyword", async () => {
  const ports = fakeHttpPorts();
  const text = "é".repeat(8_500);
  await searchMemory(ports, callOf({ text }));
  expect(ports.embedder.calls[0]![0]!.length).toBeLessThan(text.length);
  expect(ports.index.searches[0]?.query.text).toBe(text);
});
