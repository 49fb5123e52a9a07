import type { NearMemory } from "../../ports/learning.ts";
import { isNear } from "./compare-texts.ts";
import type { Fact } from "./fact.ts";
import { tellSameThing } from "./tell-same-thing.ts";

/** What a fact may repeat or change: a memory, or a fact that was said earlier in the same job. */
export interface Candidate {
  readonly id: string;
  readonly type: Fact["type"];
  readonly content: string;
  readonly saidAt: number;
  readonly validFrom: number | null;
  readonly validTo: number | null;
  readonly cosine: number;
}

export type Vector = readonly number[] | null;

const mostOfJob = 3;
/** Little is asked of a memory: one that a change makes wrong may share no word with it, and hardly a meaning. */
const knownCosine = 0.2;

/** Those of each fact, memories first and best first. */
export function findCandidates(
  facts: readonly Fact[],
  vectors: readonly Vector[],
  near: readonly (readonly NearMemory[])[],
): Candidate[][] {
  return facts.map((fact, at) => {
    const known = (near[at] ?? [])
      .filter((memory) => isPerhapsMeant(memory, fact))
      .map(({ vector: cosine, ...memory }) => ({ ...memory, cosine }));
    const saidBefore = facts
      .slice(0, at)
      .map((earlier, place) => ({
        ...earlier,
        cosine: cosineOf(vectors[place], vectors[at]),
        isSameThing: tellSameThing(earlier, fact),
      }))
      .filter(({ content, cosine, isSameThing }) => isSameThing || isNear(content, fact.content, cosine))
      .toSorted((a, b) => Number(b.isSameThing) - Number(a.isSameThing) || b.cosine - a.cosine)
      .slice(0, mostOfJob);
    return [...known, ...saidBefore];
  });
}

/** What has no vector yet is near by its words. */
function isPerhapsMeant({ content, vector, lexical }: NearMemory, fact: Fact): boolean {
  return vector >= knownCosine || (vector === 0 && lexical > 0) || isNear(content, fact.content, vector);
}

function cosineOf(a: Vector | undefined, b: Vector | undefined): number {
  if (!a || !b || a.length !== b.length) return 0;
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, n, at) => sum + n * y[at]!, 0);
  const length = Math.sqrt(dot(a, a) * dot(b, b));
  return length === 0 ? 0 : dot(a, b) / length;
}
