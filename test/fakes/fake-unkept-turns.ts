import type { MemoryIndex } from "#shared/ports/memory-index.ts";
import type { UnkeptTurns } from "#shared/ports/unkept-turns.ts";
import { nothingKnown } from "#test/builders/nothing-known.ts";
import type { FakeChatStore } from "./fake-chat-store.ts";
import { fakeMemoryIndex } from "./fake-memory-index.ts";
import { addUsage, tokensOn } from "./fake-usage-ledger.ts";

export function fakeUnkeptTurns(
  store: FakeChatStore,
  index: MemoryIndex = fakeMemoryIndex(store.people.memory),
): UnkeptTurns {
  const { tenants } = store.people.memory;
  return {
    async read({ person, recall, now }) {
      if (person.mayProvision) tenants.add(person.tenantId);
      if (!tenants.has(person.tenantId)) return null;
      const { matches: memories } = await index.search(person, recall);
      const tokensToday = tokensOn(store, person.tenantId, now);
      const profile = { name: null, locale: null, timeZone: null };
      return { memories, knowledge: nothingKnown, careAnswer: null, tokensToday, profile };
    },

    async spend({ tenantId, usage, now }) {
      if (tenants.has(tenantId)) addUsage(store, tenantId, usage, now);
    },
  };
}
