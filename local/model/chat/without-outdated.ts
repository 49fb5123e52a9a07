import { compareClaims } from "../learning/compare-claims.ts";
import { readStoredClaims } from "../learning/dated-claim.ts";
import type { Finding } from "./find-answer.ts";

const someDay = "2026-01-01";

/** Where somebody lives now is the answer, and not where they lived before. */
export function withoutOutdated(findings: readonly Finding[]): readonly Finding[] {
  const claimed = findings.map((finding) => ({ finding, claims: readStoredClaims(finding.clause, someDay) }));
  return claimed.flatMap(({ finding, claims }) => {
    const isOver = claimed.some(
      (other) =>
        other.finding.standing > finding.standing &&
        other.claims.some((newer) =>
          claims.some((older) => compareClaims(newer, older, someDay) === "changed"),
        ),
    );
    return isOver ? [] : [finding];
  });
}
