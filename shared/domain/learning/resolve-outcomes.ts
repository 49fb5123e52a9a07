import type { FactOutcome } from "../../ports/learning.ts";
import type { Decision } from "./decision.ts";
import type { Fact } from "./fact.ts";
import { mergeFacts } from "./merge-facts.ts";
import { tellOtherwise } from "./tell-same-thing.ts";

export type ResolvedFact = Fact & { readonly outcome: FactOutcome };

interface Resolution {
  /** By place among the facts; null where a fact went into an earlier one. */
  readonly resolved: (ResolvedFact | null)[];
  /** The memory that a fact of the job became or went into. */
  readonly memoryOf: Map<string, string>;
  readonly placeOfAdded: Map<string, number>;
  readonly placeOfReinforced: Map<string, number>;
  readonly placeOfSuccessor: Map<string, number>;
  /** Of what the facts may repeat or change. */
  readonly saidAt: ReadonlyMap<string, number>;
}

/**
 * Makes decisions that were made fact by fact fit each other: of one job each memory is superseded once and reinforced
 * once, and what was said later holds, be it the memory. A draft is never merged away, since somebody may ask what became of it.
 */
export function resolveOutcomes(
  facts: readonly Fact[],
  decisions: readonly Decision[],
  { keepsEach, saidAt }: { keepsEach: boolean; saidAt: ReadonlyMap<string, number> },
): ResolvedFact[] {
  const state: Resolution = {
    resolved: [],
    memoryOf: new Map(),
    placeOfAdded: new Map(),
    placeOfReinforced: new Map(),
    placeOfSuccessor: new Map(),
    saidAt,
  };
  for (const [at, fact] of facts.entries()) {
    const decision = decisions[at]!;
    const outcome = outcomeOf(fact, at, decision, state);
    const goesInto = "memoryId" in outcome && outcome.action !== "update" ? outcome.memoryId : fact.id;
    state.memoryOf.set(fact.id, goesInto);
    const isMerged = outcome.action === "ignore" && state.placeOfAdded.has(goesInto) && !keepsEach;
    // What says how it was before is no support of what took its place.
    const isOfBefore = outcome.action === "ignore" && outcome.memoryId !== meantBy(decision, state);
    state.resolved.push(isMerged ? null : { ...fact, ...(isOfBefore && { sourceMessageIds: [] }), outcome });
  }
  return state.resolved.filter((fact) => fact !== null);
}

function outcomeOf(fact: Fact, at: number, decision: Decision, state: Resolution): FactOutcome {
  if (decision.action === "add") return add(fact, at, state);
  const memoryId = meantBy(decision, state)!;
  if (decision.action === "update") return update(fact, at, { memoryId, note: decision.note }, state);
  const successor = successorOf(memoryId, state);
  // It says what was true before, or that it is true again.
  if (successor && fact.saidAt > successor.saidAt) return add(fact, at, state);
  if (successor) return { action: "ignore", memoryId: successor.id };
  if (decision.action === "ignore") return { action: "ignore", memoryId };
  return reinforce(fact, at, { memoryId, note: decision.note }, state);
}

function meantBy(decision: Decision, { memoryOf }: Resolution): string | null {
  return decision.action === "add" ? null : (memoryOf.get(decision.memoryId) ?? decision.memoryId);
}

function add(fact: Fact, at: number, { placeOfAdded }: Resolution): FactOutcome {
  placeOfAdded.set(fact.id, at);
  return { action: "add" };
}

interface Aim {
  readonly memoryId: string;
  readonly note: string;
}

function update(fact: Fact, at: number, { memoryId, note }: Aim, state: Resolution): FactOutcome {
  const successor = successorOf(memoryId, state);
  if (successor && !tellOtherwise(successor, fact)) return add(fact, at, state);
  if (successor) return update(fact, at, { memoryId: successor.id, note }, state);
  state.placeOfAdded.set(fact.id, at);
  // The memory stays what holds: whoever writes keeps the fact as what was true before.
  if (fact.saidAt < (state.saidAt.get(memoryId) ?? 0)) return { action: "update", memoryId, note };
  const reinforcedAt = state.placeOfReinforced.get(memoryId);
  if (reinforcedAt !== undefined)
    state.resolved[reinforcedAt] = {
      ...state.resolved[reinforcedAt]!,
      outcome: { action: "ignore", memoryId },
    };
  state.placeOfSuccessor.set(memoryId, at);
  return { action: "update", memoryId, note };
}

function reinforce(fact: Fact, at: number, { memoryId, note }: Aim, state: Resolution): FactOutcome {
  const earlierAt = state.placeOfAdded.get(memoryId) ?? state.placeOfReinforced.get(memoryId);
  if (earlierAt === undefined) {
    state.placeOfReinforced.set(memoryId, at);
    return { action: "reinforce", memoryId, note };
  }
  const earlier = state.resolved[earlierAt]!;
  state.resolved[earlierAt] = { ...mergeFacts(earlier, fact), outcome: earlier.outcome };
  return { action: "ignore", memoryId };
}

function successorOf(memoryId: string, state: Resolution): ResolvedFact | null {
  const at = state.placeOfSuccessor.get(memoryId);
  return at === undefined ? null : state.resolved[at]!;
}
