import type { SettledFact } from "../../ports/learning.ts";

/** Something to be held against what is known. */
export interface Fact extends Omit<SettledFact, "versionId" | "oldVersionId" | "vector" | "outcome"> {
  /** When it was said: of two that disagree the later one holds. */
  readonly saidAt: number;
}
