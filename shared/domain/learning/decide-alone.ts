import { isSameSaying, isSameWording } from "./compare-texts.ts";
import { namesNoOtherTime } from "./compare-times.ts";
import type { Decision } from "./decision.ts";
import type { Fact } from "./fact.ts";
import type { Candidate } from "./find-candidates.ts";

/** What needs no model: nothing is near, or it was said before in as good as the same words. Null is for the model. */
export function decideAlone(fact: Fact, candidates: readonly Candidate[]): Decision | null {
  if (candidates.length === 0) return { action: "add" };
  const same = candidates.find((candidate) => repeats(fact, candidate));
  return same ? { action: "reinforce", memoryId: same.id, note: "said again in the same words" } : null;
}

function repeats(fact: Fact, candidate: Candidate): boolean {
  const isSame =
    isSameWording(fact.content, candidate.content) ||
    isSameSaying(fact.content, candidate.content, candidate.cosine);
  return isSame && addsNoTime(fact, candidate);
}

/** Words that were true once may be true again: that is something new. */
function addsNoTime(fact: Fact, candidate: Candidate): boolean {
  return (
    namesNoOtherTime(fact, candidate) &&
    (candidate.validTo === null || candidate.validTo > fact.saidAt || fact.validTo !== null)
  );
}
