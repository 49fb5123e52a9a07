import type { MessageDraft } from "#shared/domain/memory/ingest-messages.ts";

export function buildDraft(given: Partial<MessageDraft> = {}): MessageDraft {
  return {
    userId: null,
    conversationId: "conversation",
    role: "user",
    name: null,
    content: "I love Python programming",
    metadata: {},
    importance: undefined,
    createdAt: undefined,
    ...given,
  };
}
