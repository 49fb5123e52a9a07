import type { Audience } from "#shared/ports/connections.ts";

export interface FakeAudience extends Audience {
  readonly heard: Map<string, Set<string>>;
}

/** Whoever hears a conversation, whosesoever it is. */
export function fakeAudience(): FakeAudience {
  const heard = new Map<string, Set<string>>();
  return {
    heard,
    async hear(connectionId, conversationId) {
      heard.set(conversationId, (heard.get(conversationId) ?? new Set()).add(connectionId));
    },
    async find({ conversationId }) {
      return [...(heard.get(conversationId) ?? [])].map((connectionId) => ({
        connectionId,
        listensUntil: null,
      }));
    },
    async findAll() {
      const all = new Set([...heard.values()].flatMap((ids) => [...ids]));
      return [...all].map((connectionId) => ({ connectionId, listensUntil: null }));
    },
  };
}
