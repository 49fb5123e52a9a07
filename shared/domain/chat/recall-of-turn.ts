import type { MemoryQuery } from "../../ports/memory-index.ts";
import { namedTimes } from "../memory/named-times.ts";
import { noFilters } from "../memory/no-filters.ts";
import type { TurnRules } from "./turn-needs.ts";

export interface RecallOfTurn {
  readonly text: string;
  readonly vector: readonly number[] | null;
  readonly model: string;
  readonly rules: Pick<TurnRules, "recallLimit" | "minSimilarity">;
  readonly now: number;
  /** The client tells the conversation itself. */
  readonly isTold: boolean;
}

/** More than are shown, since some of them are in the conversation already; the most are where a client asks again. */
const sparesOfRecall = { kept: 2, told: 4 };
const mostRecalled = 100;

/** How a person is recalled to the model that is to answer them. */
export function recallOfTurn({ text, vector, model, rules, now, isTold }: RecallOfTurn): MemoryQuery {
  const spares = isTold ? sparesOfRecall.told : sparesOfRecall.kept;
  return {
    text: Array.from(text).slice(0, 8_000).join(""),
    vector,
    model,
    topK: Math.min(mostRecalled, Math.max(1, rules.recallLimit * spares)),
    minSimilarity: rules.minSimilarity,
    weights: {},
    asOf: now,
    looksBack: false,
    wantsMessages: rules.recallLimit > 0,
    wantsMemories: rules.recallLimit > 0,
    namedTimes: namedTimes(text, now),
    ...noFilters,
  };
}
