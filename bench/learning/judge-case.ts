import type { LearningCase } from "./learning-case.ts";
import type { Memory } from "./learning-client.ts";

/** What is wrong, each as a line to show. */
export interface Verdict {
  readonly duplicates: readonly string[];
  readonly stale: readonly string[];
  readonly lost: readonly string[];
  readonly wrongDates: readonly string[];
  /** What must never be known, and is. */
  readonly forbidden: readonly string[];
}

/** Holds what is known of a person at the end of a case against what should be. */
export function judgeCase(
  { known = [], outdated = [], stale = [], never = [], nothing }: LearningCase,
  { memories, stateLines }: { memories: readonly Memory[]; stateLines: readonly string[] },
): Verdict {
  const facts = memories.filter(({ metadata }) => metadata.summary_of_session === undefined);
  const active = facts.filter(({ status }) => status === "active");
  const past = facts.filter(({ status }) => status === "outdated");
  const wanted = known.map((each) => (each instanceof RegExp ? { text: each, from: undefined } : each));
  const found = wanted.map(({ text, from }) => ({
    ...{ text, from, matches: active.filter(({ content }) => text.test(content)) },
  }));
  const all = [...memories.map(({ content }) => content), ...stateLines];
  return {
    duplicates: [
      ...found.flatMap(({ matches }) => (matches.length > 1 ? [listOf(matches)] : [])),
      ...[...Map.groupBy(active, ({ content }) => plain(content)).values()]
        .filter(({ length }) => length > 1)
        .map(listOf),
    ],
    stale: active
      .filter(({ content }) => stale.some((text) => text.test(content)))
      .map(({ content }) => content),
    lost: [
      ...found.flatMap(({ text, matches }) => (matches.length === 0 ? [`nothing active like ${text}`] : [])),
      ...outdated
        .filter((text) => !past.some(({ content }) => text.test(content)))
        .map((text) => `nothing outdated like ${text}`),
    ],
    wrongDates: found.flatMap(({ from, matches: [memory] }) =>
      from && memory && memory.valid_from !== from
        ? [`${memory.valid_from} and not ${from}: ${memory.content}`]
        : [],
    ),
    forbidden: [
      ...all.filter((text) => never.some((pattern) => pattern.test(text))),
      ...(nothing ? facts.map(({ content }) => content) : []),
    ],
  };
}

function listOf(memories: readonly Memory[]): string {
  return memories.map(({ content }) => content).join(" | ");
}

function plain(content: string): string {
  return content
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
