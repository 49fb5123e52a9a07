import { makeTitle } from "../chat/make-title.ts";
import { compareClaims } from "./compare-claims.ts";
import { readStoredClaims } from "./dated-claim.ts";
import { delicateTypeOf } from "./delicate-type-of.ts";
import { findClaims, type LearnMessage } from "./find-facts.ts";
import { findOpenThreads } from "./find-open-threads.ts";
import type { Sourced } from "./fold-claims.ts";
import { type Part, partOf } from "./part-of.ts";
import { summarize } from "./summarize.ts";
import { textOf } from "./write-fact.ts";

export interface Session {
  readonly title_wanted: boolean;
  readonly messages: readonly LearnMessage[];
  readonly state: Readonly<Partial<Record<Part, readonly StateLine[]>>>;
}

interface StateLine {
  readonly handle: string;
  readonly text: string;
}

interface StateChange {
  readonly part: Part;
  readonly action: "add" | "replace" | "remove";
  readonly handle: string | null;
  readonly text: string | null;
  readonly type: string;
  readonly sources: readonly number[];
}

export interface SessionClosed {
  readonly title: string | null;
  readonly summary: string;
  readonly state: readonly StateChange[];
}

const longestLine = 280;

/** What a sitting leaves: a title, a summary and what changes in the person's state. */
export function closeSession({ title_wanted, messages, state }: Session): SessionClosed {
  const told = findClaims(messages, null);
  const own = messages.filter(({ role, speaker }) => role === "user" && !speaker);
  const ownNumbers = new Set(own.map(({ n }) => n));
  const first = (own.find(({ text, said }) => !delicateTypeOf(text, said)) ?? own[0])?.text ?? "";
  const ofThem = told.filter(({ sources }) => sources.some((n) => ownNumbers.has(n)));
  const lines = ofThem.flatMap((each) => changeFor(each, state));
  return {
    title: title_wanted ? makeTitle(first) : null,
    summary: summarize(messages, told),
    state: [...lines, ...threads(messages, state).filter(({ sources }) => ownNumbers.has(sources[0]!))],
  };
}

function changeFor(told: Sourced, state: Session["state"]): StateChange[] {
  const part = partOf(told.claim);
  const text = textOf(told.claim);
  if (!part || text.length > longestLine) return [];
  const known = Object.entries(state).flatMap(([at, lines]) =>
    lines.map((line) => ({ at: at as Part, line })),
  );
  const compared = known.map(({ at, line }) => ({ at, line, comparison: compareLine(told, line.text) }));
  if (compared.some(({ comparison }) => comparison === "same")) return [];
  const [old, ...more] = compared.filter(({ comparison }) => comparison !== "other");
  const change = { type: told.claim.type, sources: told.sources };
  const isOver = told.claim.holds === false && told.claim.predicate !== "likes";
  const removed = (isOver && old ? [old, ...more] : more).map(({ at, line }) => ({
    ...{ ...change, part: at, action: "remove" as const, handle: line.handle, text: null },
  }));
  if (isOver) return removed;
  if (!old) return [{ ...change, part, action: "add", handle: null, text }];
  return [{ ...change, part: old.at, action: "replace", handle: old.line.handle, text }, ...removed];
}

function compareLine({ claim, said }: Sourced, text: string) {
  const [known] = readStoredClaims(text, said);
  if (!known) return text === textOf(claim) ? "same" : "other";
  return compareClaims(claim, known, said);
}

function threads(messages: readonly LearnMessage[], state: Session["state"]): StateChange[] {
  const known = new Set(state.open_threads?.map(({ text }) => text));
  const saidAt = messages.at(-1)?.said ?? "";
  return findOpenThreads(messages)
    .filter(({ text }) => !known.has(text) && text.length <= longestLine)
    .map(({ text, n }) => ({
      part: "open_threads",
      action: "add",
      handle: null,
      text,
      type: delicateTypeOf(text.replace(/^[^:]+: /, ""), saidAt) ?? "context",
      sources: [n],
    }));
}
