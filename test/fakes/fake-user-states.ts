import type { MemoryType } from "#shared/ports/memories.ts";
import { type StateLine, type StatePart, stateParts, type UserStates } from "#shared/ports/user-states.ts";
import { type FakePeopleStore, seePerson } from "./fake-people-store.ts";

const typeOf: Readonly<Record<StatePart, MemoryType>> = {
  profile: "fact",
  working_on: "activity",
  preferences: "preference",
  open_threads: "context",
};

export function fakeUserStates(store: FakePeopleStore): UserStates {
  const { states } = store.memory;
  const unwritten = { version: 0, updatedAt: null, lines: [] };

  return {
    async read({ ownerId }) {
      return states.get(ownerId) ?? unwritten;
    },

    async change({ person, parts, lines, version, now }) {
      if (!seePerson(store, person, now)) return { outcome: "tenant_unknown" };
      const state = states.get(person.ownerId) ?? unwritten;
      if (version !== null && version !== state.version) return { outcome: "outdated" };
      const given = lines.map((line): StateLine => {
        const kept = state.lines.find(
          ({ part, content, type }) =>
            part === line.part && content === line.content && (line.type === null || line.type === type),
        );
        const { id, part, content } = line;
        const fresh = { id, part, content, type: line.type ?? typeOf[part], writtenBy: "client" as const };
        return kept ?? { ...fresh, sourceMessageIds: [], createdAt: now };
      });
      const all = [...state.lines.filter(({ part }) => !parts.includes(part)), ...given];
      const next = stateParts.toSorted().flatMap((part) => all.filter((line) => line.part === part));
      const ids = (of: readonly StateLine[]) => of.map(({ id }) => id).join();
      if (ids(next) !== ids(state.lines)) {
        states.set(person.ownerId, { version: state.version + 1, updatedAt: now, lines: next });
      }
      return { outcome: "written", state: states.get(person.ownerId) ?? unwritten };
    },
  };
}
