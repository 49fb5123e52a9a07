import { compareClaims } from "./compare-claims.ts";
import type { DatedClaim } from "./dated-claim.ts";

export interface Sourced {
  readonly claim: DatedClaim;
  /** None where it was said before the stretch. */
  readonly sources: readonly number[];
  readonly said: string;
}

/** What was told with what is told now: said again it is one, and what changed is as it was said last. */
export function foldClaims(told: readonly Sourced[], now: readonly Sourced[]): readonly Sourced[] {
  return now.reduce(foldOne, told);
}

function foldOne(told: readonly Sourced[], next: Sourced): readonly Sourced[] {
  if (told.some((each) => endsAnother(next.claim, each.claim))) return told;
  const kept = told.filter((each) => !endsAnother(each.claim, next.claim));
  const found = kept.findIndex((each) => compareClaims(next.claim, each.claim, next.said) !== "other");
  const old = kept[found];
  if (!old) return [...kept, next];
  const comparison = compareClaims(next.claim, old.claim, next.said);
  if (comparison === "same") {
    const isBare = next.claim.from === null && old.claim.from !== null;
    const claim = isBare || next.claim.object.length < old.claim.object.length ? old.claim : next.claim;
    return kept.with(found, { ...next, claim, sources: [...new Set([...old.sources, ...next.sources])] });
  }
  const sources = comparison === "narrower" ? [...old.sources, ...next.sources] : next.sources;
  return kept.with(found, { ...next, sources: [...new Set(sources)] });
}

/** Where somebody lives now says that it is no longer the other place. */
function endsAnother(ended: DatedClaim, other: DatedClaim): boolean {
  return (
    ended.holds === false &&
    other.holds !== false &&
    other.isSingle === true &&
    ended.predicate === other.predicate &&
    ended.subject === other.subject &&
    ended.object !== other.object
  );
}
