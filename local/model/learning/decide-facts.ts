import { subjectsOf } from "../chat/content-words.ts";
import { type Comparison, compareClaims } from "./compare-claims.ts";
import { readStoredClaims } from "./dated-claim.ts";

export interface ToDecide {
  readonly facts: readonly {
    readonly handle: string;
    readonly text: string;
    readonly said?: string;
    readonly near: readonly string[];
  }[];
  readonly memories: readonly { readonly handle: string; readonly text: string; readonly said?: string }[];
}

export interface Decision {
  readonly fact: string;
  readonly action: "add" | "reinforce" | "update";
  readonly memory: string | null;
  readonly reason: string;
}

type Text = { readonly text: string; readonly said?: string };

const unsaid = "2026-01-01";
const alike = 0.75;
const longestReason = 300;
const outcomes = {
  same: { action: "reinforce", reason: "said again" },
  narrower: { action: "update", reason: "now known more closely" },
  changed: { action: "update", reason: "changed" },
} as const;

/** What becomes of each fact beside the memories near to it. */
export function decideFacts({ facts, memories }: ToDecide): Decision[] {
  return facts.map((fact) => {
    const compared = memories
      .filter(({ handle }) => fact.near.includes(handle))
      .map((memory) => ({ memory: memory.handle, comparison: compareInOrder(fact, memory) }));
    const found = (["same", "changed", "narrower"] as const).flatMap((wanted) =>
      compared.filter(({ comparison }) => comparison === wanted),
    )[0];
    if (!found || found.comparison === "other") {
      return { fact: fact.handle, action: "add", memory: null, reason: "nothing was known of it" };
    }
    const { action, reason } = outcomes[found.comparison];
    const why = action === "reinforce" ? reason : `${reason}: ${fact.text}`;
    return { fact: fact.handle, action, memory: found.memory, reason: why.slice(0, longestReason) };
  });
}

/** What was said before a memory and only says more of it makes nothing of it wrong. */
function compareInOrder(fact: Text, memory: Text): Comparison {
  const comparison = compareTexts(fact, memory);
  const isEarlier = (fact.said ?? unsaid) < (memory.said ?? unsaid);
  return isEarlier && comparison === "narrower" ? "other" : comparison;
}

function compareTexts(newer: Text, older: Text): Comparison {
  const [claims, others] = [
    readStoredClaims(newer.text, newer.said ?? unsaid),
    readStoredClaims(older.text, older.said ?? unsaid),
  ];
  const [claim, other] = [claims[0], others[0]];
  if (claim && other) return compareClaims(claim, other, newer.said ?? unsaid);
  const [words, told] = [subjectsOf(newer.text), subjectsOf(older.text)];
  const share = words.intersection(told).size / words.union(told).size;
  return share >= alike && denies(newer.text) === denies(older.text) ? "same" : "other";
}

function denies(text: string): boolean {
  return /\b(?:no longer|not|never|stopped|dislikes|hates)\b|n't\b/i.test(text);
}
