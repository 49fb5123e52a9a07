import type { Ids } from "../../ports/clock.ts";
import type { Learner, StretchMessage } from "../../ports/learning.ts";
import { deriveTextHash } from "../access/derive-ids.ts";
import { rateMemory } from "../memory/rate-memory.ts";
import { resolveLocalDate } from "../time/resolve-local-date.ts";
import { cleanFactText } from "./clean-fact-text.ts";
import { cleanGraph } from "./clean-graph.ts";
import { namesNoOtherTime } from "./compare-times.ts";
import { isRefused } from "./delicate/is-refused.ts";
import type { Fact } from "./fact.ts";
import type { ToldFact } from "./facts-answer.ts";
import { mergeFacts } from "./merge-facts.ts";
import { plantsInstruction } from "./plants-instruction.ts";

interface Check {
  readonly learner: Pick<Learner, "refusedTypes" | "timeZone">;
  /** As the model saw them: the first one is number 1. */
  readonly shown: readonly StretchMessage[];
}

export interface CheckedFacts {
  /** As they were said, earliest first; each is told once. */
  readonly facts: readonly Fact[];
  readonly dropped: number;
}

/** Keeps of what the model told what a person said themselves and what may be kept. */
export function checkFacts(told: readonly ToldFact[], check: Check, ids: Ids): CheckedFacts {
  const kept = told.flatMap((fact) => toFact(fact, check, ids) ?? []);
  const facts = [...Map.groupBy(kept, ({ textHash }) => textHash).values()]
    .flatMap(mergeByTime)
    .toSorted((a, b) => a.saidAt - b.saidAt);
  return { facts, dropped: told.length - kept.length };
}

/** The same words of another time tell something else; without a time they tell the first of those. */
function mergeByTime(same: readonly Fact[]): Fact[] {
  const merged: Fact[] = [];
  for (const fact of same) {
    const at = merged.findIndex((one) => namesNoOtherTime(fact, one) || namesNoOtherTime(one, fact));
    if (at < 0) merged.push(fact);
    else merged[at] = mergeFacts(merged[at]!, fact);
  }
  return merged;
}

function toFact(told: ToldFact, { learner, shown }: Check, ids: Ids): Fact | null {
  const content = cleanFactText(told.text);
  const sources = sourcesOf(told, shown);
  if (content === null || sources.length === 0) return null;
  if (isRefused({ type: told.type, content }, learner.refusedTypes) || plantsInstruction(content))
    return null;
  return {
    id: ids.next(),
    type: told.type,
    content,
    textHash: deriveTextHash(null, content),
    importance: importanceOf(told, content),
    ...periodOf(told, learner.timeZone ?? "UTC"),
    metadata: {},
    sourceMessageIds: sources.map(({ id }) => id),
    ...cleanGraph(told, learner.refusedTypes),
    saidAt: Math.max(...sources.map(({ createdAt }) => createdAt)),
  };
}

/** What the assistant said is no source, and neither is what was learnt from before. */
function sourcesOf({ sources }: ToldFact, shown: readonly StretchMessage[]): StretchMessage[] {
  return [...new Set(sources)]
    .flatMap((number) => shown[number - 1] ?? [])
    .filter(({ role, isContext }) => role === "user" && !isContext);
}

function importanceOf({ importance, type }: ToldFact, content: string): number {
  if (importance === null || !Number.isFinite(importance)) return rateMemory({ type, content });
  return Math.round(Math.min(1, Math.max(0, importance)) * 1e6) / 1e6;
}

function periodOf({ from, until }: ToldFact, zone: string): Pick<Fact, "validFrom" | "validTo"> {
  const validFrom = from === null ? null : (resolveLocalDate(from, zone)?.from ?? null);
  const validTo = until === null ? null : (resolveLocalDate(until, zone)?.until ?? null);
  const isReversed = validFrom !== null && validTo !== null && validTo < validFrom;
  return { validFrom, validTo: isReversed ? null : validTo };
}
