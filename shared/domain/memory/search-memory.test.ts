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
    weights: {},
    kinds: undefined,
    types: null,
    statuses: null,
    recalled: null,
    ...given,
  };
}

describe("an embedder that does not answer", () => {
  test("leaves the search to keywords, and the answer says so", async () => {
    const ports = fakeHttpPorts();
    ports.embedder.mood = "fail";
    const { degraded } = await searchMemory(ports, callOf());
    expect(degraded).toBe(true);
    expect(ports.tally.take().added).toEqual({ '["aimi_searches_degraded_total"]': 1 });
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
    ["everything", {}, [true, true]],
    ["messages alone", { kinds: ["message"] }, [true, false]],
    ["memories alone", { kinds: ["memory"] }, [false, true]],
    ["a type, which only memories have", { types: ["fact"] }, [false, true]],
    ["a status, which only memories have", { statuses: ["outdated"] }, [false, true]],
    ["a role, which only messages have", { roles: ["user"] }, [true, false]],
  ] as const)("says which kinds are wanted when it is %s", async (_what, given, wanted) => {
    const ports = fakeHttpPorts();
    await searchMemory(ports, callOf(given));
    const { wantsMessages, wantsMemories } = ports.index.searches[0]!.query;
    expect([wantsMessages, wantsMemories]).toEqual(wanted);
  });

  test.each([
    ["messages of a type", { kinds: ["message"], types: ["fact"] }],
    ["memories of a role", { kinds: ["memory"], roles: ["user"] }],
    ["a type of a role", { types: ["fact"], roles: ["user"] }],
  ] as const)("asks nobody when nothing can be %s", async (_what, given) => {
    const ports = fakeHttpPorts();
    const outcome = await searchMemory(ports, callOf(given));
    expect(outcome).toMatchObject({
      matches: [],
      degraded: false,
      asOf: ports.clock.now(),
      approximate: false,
    });
    expect(ports.index.searches).toEqual([]);
    expect(ports.embedder.calls).toEqual([]);
  });

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
      weights: { decay: 0 },
    };
    const call = callOf({ ...given, asOf: 3 });
    await searchMemory(ports, call);
    expect(ports.index.searches).toMatchObject([
      { actor: call.actor, query: { ...given, asOf: 3, looksBack: true, model: ports.embedder.model } },
    ]);
  });

  test("is as of now unless it says otherwise", async () => {
    const ports = fakeHttpPorts();
    expect((await searchMemory(ports, callOf())).asOf).toBe(ports.clock.now());
    expect((await searchMemory(ports, callOf({ asOf: 5 }))).asOf).toBe(5);
  });
});

test("the times that a query names reach the index", async () => {
  const ports = fakeHttpPorts();
  await searchMemory(ports, callOf({ text: "What did I do in 2022?" }));
  const [span] = ports.index.searches[0]!.query.namedTimes;
  expect(span).toEqual({ from: Date.UTC(2022, 0, 1), to: Date.UTC(2023, 0, 1) });
});

test("a query longer than a model reads is cut for it, and asked in full by keyword", async () => {
  const ports = fakeHttpPorts();
  const text = "é".repeat(8_500);
  await searchMemory(ports, callOf({ text }));
  expect(ports.embedder.calls[0]![0]!.length).toBeLessThan(text.length);
  expect(ports.index.searches[0]?.query.text).toBe(text);
});
