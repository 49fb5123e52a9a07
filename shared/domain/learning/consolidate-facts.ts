import type { NearMemory } from "../../ports/learning.ts";
import { askDecisions } from "./ask-decisions.ts";
import type { AsksModel } from "./ask-model.ts";
import { decideAlone } from "./decide-alone.ts";
import type { Fact } from "./fact.ts";
import { findCandidates, type Vector } from "./find-candidates.ts";
import { type ResolvedFact, resolveOutcomes } from "./resolve-outcomes.ts";

interface Consolidation {
  readonly facts: readonly Fact[];
  readonly vectors: readonly Vector[];
  readonly near: readonly (readonly NearMemory[])[];
  readonly zone: string;
  readonly keepsEach: boolean;
  readonly until: number;
}

/** Holds facts against what is known and against each other: what is plain is decided alone, the rest in one call. */
export async function consolidateFacts(
  ports: AsksModel,
  { facts, vectors, near, zone, keepsEach, until }: Consolidation,
): Promise<ResolvedFact[]> {
  const candidates = findCandidates(facts, vectors, near);
  const alone = facts.map((fact, at) => decideAlone(fact, candidates[at]!));
  const open = facts.flatMap((fact, at) =>
    alone[at] === null ? [{ fact, candidates: candidates[at]! }] : [],
  );
  const asked = open.length > 0 ? await askDecisions(ports, open, { zone, until }) : [];
  const left = asked.values();
  const decisions = alone.map((decision) => decision ?? left.next().value!);
  const saidAt = new Map(candidates.flat().map((candidate) => [candidate.id, candidate.saidAt]));
  return resolveOutcomes(facts, decisions, { keepsEach, saidAt });
}
