import type { MemoryType } from "../../ports/memories.ts";
import type { AddedLine, SettleSession } from "../../ports/sessions.ts";
import { type StateLine, stateParts, usualTypeOf } from "../../ports/user-states.ts";
import { isRefused } from "../learning/delicate/is-refused.ts";
import { plantsInstruction } from "../learning/plants-instruction.ts";
import { toOneLine } from "../learning/to-one-line.ts";
import type { DescribedSession } from "./describe-session.ts";
import type { StateChange } from "./session-answer.ts";

const mostLines = 12;
const mostCharacters = 280;

interface Deciding {
  readonly version: number;
  readonly described: Pick<DescribedSession, "lines" | "sources">;
  readonly changes: readonly StateChange[];
  readonly refusedTypes: readonly MemoryType[];
  readonly nextId: () => string;
}

/** What a session changes in its person's state; null where that is nothing. What rests on no word of theirs is dropped. */
export function decideState({ version, described, changes, refusedTypes, nextId }: Deciding) {
  const lines = [...described.lines.values()];
  const removed = new Set<string>();
  const added: AddedLine[] = [];
  const isKnown = ({ part, content }: Pick<AddedLine, "part" | "content">) =>
    [...lines.filter(({ id }) => !removed.has(id)), ...added].some(
      (line) => line.part === part && line.content.toLowerCase() === content.toLowerCase(),
    );

  for (const change of changes) {
    const sourceMessageIds = sourcesOf(change, described);
    if (sourceMessageIds.length === 0) continue;
    const old = change.handle == null ? undefined : described.lines.get(change.handle);
    if (change.action === "remove") {
      if (old) removed.add(old.id);
      continue;
    }
    const { part, type } = change;
    const line = {
      part,
      content: cleanLine(change.text ?? ""),
      type: type ?? usualTypeOf[part],
      sourceMessageIds,
    };
    if (line.content === "" || isKnown(line) || plantsInstruction(line.content)) continue;
    if (isRefused(line, refusedTypes)) continue;
    if (change.action === "replace" && old) removed.add(old.id);
    added.push({ id: nextId(), ...line });
  }

  const left = bound(
    lines.filter(({ id }) => !removed.has(id)),
    added,
    removed,
  );
  if (left.length === 0 && removed.size === 0) return null;
  return { version, added: left, removedIds: [...removed] } satisfies SettleSession["state"];
}

/** Of a part that is too full the oldest go that a session wrote; what a client wrote stays. */
function bound(kept: readonly StateLine[], added: readonly AddedLine[], removed: Set<string>): AddedLine[] {
  return stateParts.flatMap((part) => {
    const mine = added.filter((line) => line.part === part);
    const before = kept.filter((line) => line.part === part);
    const oldest = before
      .filter(({ writtenBy }) => writtenBy === "session")
      .toSorted((a, b) => a.createdAt - b.createdAt);
    const tooMany = Math.max(0, before.length + mine.length - mostLines);
    for (const { id } of oldest.slice(0, tooMany)) removed.add(id);
    return mine.slice(Math.max(0, tooMany - oldest.length));
  });
}

function sourcesOf({ sources }: StateChange, described: Pick<DescribedSession, "sources">): string[] {
  return [...new Set(sources.flatMap((number) => described.sources.get(number) ?? []))];
}

function cleanLine(text: string): string {
  const line = toOneLine(text);
  const characters = [...line];
  return characters.length <= mostCharacters ? line : `${characters.slice(0, mostCharacters - 1).join("")}…`;
}
