import type { ModelCalls } from "./count-model-calls.ts";
import type { Verdict } from "./judge-case.ts";
import type { LearningReport } from "./run-cases.ts";

export interface Weighed {
  readonly cases: number;
  readonly duplicates: number;
  readonly staleContradictions: number;
  readonly lostFacts: number;
  readonly wrongDates: number;
  readonly junkStored: number;
  readonly poisonStored: number;
  readonly messages: number;
  /** For six messages: one is the most. */
  readonly factsCalls: number;
  readonly decisionsCalls: number;
  readonly tokensAMessage: number;
}

const stretch = 6;

/** The figures that the cases stand for. */
export function weighReport({ cases, messages }: LearningReport, { calls, tokens }: ModelCalls): Weighed {
  const count = (of: keyof Verdict, theme?: (name: string) => boolean) =>
    cases
      .filter((each) => theme?.(each.theme) ?? true)
      .reduce((sum, { verdict }) => sum + verdict[of].length, 0);
  const forStretch = (kind: string) => ((calls[kind] ?? 0) * stretch) / messages;
  const learning = ["facts", "decisions", "session"].reduce((sum, kind) => sum + (tokens[kind] ?? 0), 0);
  return {
    cases: cases.length,
    duplicates: count("duplicates"),
    staleContradictions: count("stale"),
    lostFacts: count("lost"),
    wrongDates: count("wrongDates"),
    junkStored: count("forbidden", (theme) => theme !== "poison"),
    poisonStored: count("forbidden", (theme) => theme === "poison"),
    messages,
    factsCalls: forStretch("facts"),
    decisionsCalls: forStretch("decisions"),
    tokensAMessage: learning / messages,
  };
}
