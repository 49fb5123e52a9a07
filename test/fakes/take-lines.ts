import type { UserState } from "#shared/ports/user-states.ts";
import type { FakeMemoryStore, KeptMemory } from "./fake-memory-store.ts";
import { wordsOf } from "./rate-words.ts";

type Line = UserState["lines"][number];

/** Lines of the person's state that sessions wrote follow the memory that says them, unless another says them as well. */
export function takeLines(store: FakeMemoryStore, taken: KeptMemory, erases = false): void {
  const state = store.states.get(taken.ownerId);
  const memory = store.memories.get(taken.id);
  if (!state || !memory || isSummary(memory)) return;
  const believed = [...store.memories.values()].filter(
    (other) =>
      other.ownerId === memory.ownerId &&
      !(erases && other.id === memory.id) &&
      !isSummary(other) &&
      other.versions.at(-1)!.status === "active",
  );
  const follows = (line: Line) => {
    const words = wordsOf(line.content);
    const shared = (content: string) => wordsOf(content).intersection(words).size;
    const others = believed.filter((other) =>
      other.sourceMessageIds.some((id) => line.sourceMessageIds.includes(id)),
    );
    return (
      line.writtenBy === "session" &&
      line.sourceMessageIds.length > 0 &&
      line.sourceMessageIds.every((id) => memory.sourceMessageIds.includes(id)) &&
      Math.max(...memory.versions.map(({ content }) => shared(content))) >
        Math.max(-1, ...others.map(({ versions }) => shared(versions.at(-1)!.content)))
    );
  };
  const lines = state.lines.filter((line) => !follows(line));
  if (lines.length < state.lines.length)
    store.states.set(memory.ownerId, { ...state, version: state.version + 1, lines });
}

function isSummary({ versions }: KeptMemory): boolean {
  return versions.at(-1)!.metadata.summary_of_session !== undefined;
}
