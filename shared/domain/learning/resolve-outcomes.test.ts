import { expect, test } from "vitest";
import type { Decision } from "./decision.ts";
import type { Fact } from "./fact.ts";
import { resolveOutcomes } from "./resolve-outcomes.ts";

const fact = (id: string, given: Partial<Fact> = {}): Fact => ({
  ...{ id, type: "fact", content: id, textHash: id, importance: 0.5, validFrom: null, validTo: null },
  ...{ metadata: {}, sourceMessageIds: [`m-${id}`], entities: [], relations: [], saidAt: 1, ...given },
});
const lives = (object: string) => [{ subject: "user", predicate: "lives_in", object }];
const to = (action: "reinforce" | "update" | "ignore", memoryId: string): Decision => ({
  ...{ action, memoryId, note: "so" },
});
const add: Decision = { action: "add" };

function resolve(
  facts: Fact[],
  decisions: Decision[],
  keepsEach = false,
  saidAt = new Map<string, number>(),
) {
  return resolveOutcomes(facts, decisions, { keepsEach, saidAt }).map(({ id, outcome, sourceMessageIds }) =>
    [id, outcome.action, "memoryId" in outcome ? outcome.memoryId : null, sourceMessageIds.length].join(" "),
  );
}
const [a, b, c] = [fact("a"), fact("b"), fact("c")];

test("a fact that repeats an earlier one goes into it, but for a draft", () => {
  expect(resolve([a, b], [add, to("reinforce", "a")])).toEqual(["a add  2"]);
  expect(resolve([a, b, c], [add, to("reinforce", "a"), to("reinforce", "b")])).toEqual(["a add  3"]);
  expect(resolve([a, b], [add, to("reinforce", "a")], true)).toEqual(["a add  2", "b ignore a 1"]);
});

test("a memory is reinforced once, on all that says it", () => {
  expect(resolve([a, b], [to("reinforce", "M"), to("reinforce", "M")])).toEqual([
    "a reinforce M 2",
    "b ignore M 1",
  ]);
});

test("a memory that changes is not reinforced as well", () => {
  expect(resolve([a, b], [to("reinforce", "M"), to("update", "M")])).toEqual([
    "a ignore M 1",
    "b update M 1",
  ]);
});

test("a change of an earlier fact of the job follows it where it went", () => {
  expect(resolve([a, b], [add, to("update", "a")])).toEqual(["a add  1", "b update a 1"]);
  expect(resolve([a, b], [to("reinforce", "M"), to("update", "a")])).toEqual([
    "a ignore M 1",
    "b update M 1",
  ]);
});

test("of two changes of one memory the second is a memory of its own, or a change of the first", () => {
  const changes = [to("update", "M"), to("update", "M")];
  expect(resolve([a, b], changes)).toEqual(["a update M 1", "b add  1"]);
  const [bonn, ulm] = [fact("a", { relations: lives("Bonn") }), fact("b", { relations: lives("Ulm") })];
  expect(resolve([bonn, ulm], changes)).toEqual(["a update M 1", "b update a 1"]);
});

test("what was said before the memory that it would change takes nothing's place", () => {
  const saidAt = new Map([["M", 2]]);
  const [late, later] = [fact("b", { saidAt: 3 }), fact("c", { saidAt: 4 })];
  const decisions = [to("update", "M"), to("reinforce", "M"), to("update", "M")];
  expect(resolve([a, late, later], decisions, false, saidAt)).toEqual([
    "a update M 1",
    "b ignore M 1",
    "c update M 1",
  ]);
});

test("what says what was true before its change is known; what is said later is true again", () => {
  const changes = [to("update", "M"), to("reinforce", "M")];
  expect(resolve([a, b], changes)).toEqual(["a update M 1"]);
  // A draft is kept, and is no support of what took its place.
  expect(resolve([a, b], changes, true)).toEqual(["a update M 1", "b ignore a 0"]);
  const later = fact("b", { saidAt: 2 });
  expect(resolve([a, later], changes)).toEqual(["a update M 1", "b add  1"]);
});
