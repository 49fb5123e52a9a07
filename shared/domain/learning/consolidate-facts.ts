import type { NearMemory } from "../../ports/learning.ts";
import type { MemoryType } from "../../ports/memories.ts";
import { askDecisions } from "./ask-decisions.ts";
import type { AsksModel } from "./ask-model.ts";
import { decideAlone } from "./decide-alone.ts";
import type { Decision } from "./decision.ts";
import { isRefused } from "./delicate/is-refused.ts";
import type { Fact } from "./fact.ts";
import { type Candidate, findCandidates, type Vector } from "./find-candidates.ts";
import { type ResolvedFact, resolveOutcomes } from "./resolve-outcomes.ts";

interface Consolidation {
  readonly facts: readonly Fact[];
  readonly vectors: readonly Vector[];
  readonly near: readonly (readonly NearMemory[])[];
  readonly zone: string;
  readonly refusedTypes: readonly MemoryType[];
  readonly keepsEach: boolean;
  readonly until: number;
}

/**
 * Holds facts against what is known and against each other: what is plain is decided alone, the rest in one call, which
 * is told nothing that may not be kept of its person, be it what was kept before or what a client gave.
 */
export async function consolidateFacts(
  ports: AsksModel,
  { facts, vectors, near, zone, refusedTypes, keepsEach, until }: Consolidation,
): Promise<ResolvedFact[]> {
  const mayBeTold = (each: Fact | Candidate) => !isRefused(each, refusedTypes);
  const candidates = findCandidates(facts, vectors, near).map((each, at) =>
    mayBeTold(facts[at]!) ? each.filter(mayBeTold) : each,
  );
  const alone = facts.map((fact, at): Decision | null => {
    const decision = decideAlone(fact, candidates[at]!);
    return decision ?? (mayBeTold(fact) ? null : { action: "add" });
  });
  const open = facts.flatMap((fact, at) =>
    alone[at] === null ? [{ fact, candidates: candidates[at]! }] : [],
  );
  const asked = open.length > 0 ? await askDecisions(ports, open, { zone, refusedTypes, until }) : [];
  const left = asked.values();
  const decisions = alone.map((decision) => decision ?? left.next().value!);
  const saidAt = new Map(candidates.flat().map((candidate) => [candidate.id, candidate.saidAt]));
  return resolveOutcomes(facts, decisions, { keepsEach, saidAt });
}
