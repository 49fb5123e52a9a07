import type { Actor } from "#shared/ports/actor.ts";
import type { Append, Messages, NewMessage, StoredMessage } from "#shared/ports/messages.ts";
import { dropFailures } from "./drop-failures.ts";
import { claimAnswer, keepJob, seeUser } from "./fake-ledger.ts";
import {
  embeddingKey,
  embeddingStatusOf,
  type FakeMemoryStore,
  type KeptAnswer,
  type KeptMessage,
} from "./fake-memory-store.ts";

/** Nothing is awaited inside, so that each call stands or falls as one statement does. */
export function fakeMessages(store: FakeMemoryStore): Messages {
  return {
    async append(append) {
      const { actor, messages } = append;
      if (!actor.mayProvision && !store.tenants.has(actor.tenantId)) return { outcome: "tenant_unknown" };
      const answer = answerTo(store, append);
      const earlier = claimAnswer(store, append, answer);
      if (earlier === "mismatch") return { outcome: "mismatch" };
      if (earlier) return { outcome: "repeated", ids: earlier.ids, pendingIds: earlier.pendingIds };
      if (messages.some(({ id }) => store.messages.has(id))) throw new Error("a message has this id already");
      store.tenants.add(actor.tenantId);
      const { tenantId } = actor;
      for (const message of messages)
        store.messages.set(message.id, { ...message, tenantId, archivedAt: null, restoredAt: null });
      const written = new Set(messages.map((message) => embeddingKey({ ...message, model: append.model })));
      dropFailures(store, (_, key) => written.has(key), append.now);
      for (const message of messages) beginConversation(store, tenantId, message, append.now);
      for (const { userId } of messages) seeUser(store, actor.tenantId, userId, append.now);
      if (answer.pendingIds.length > 0) keepJob(store, append, { messageIds: answer.pendingIds });
      return { outcome: "stored", pendingIds: answer.pendingIds };
    },

    async find(actor, id, model) {
      const message = store.messages.get(id);
      return message && isVisible(actor, message) ? showMessage(store, message, model) : null;
    },
  };
}

function beginConversation(store: FakeMemoryStore, tenantId: string, message: NewMessage, now: number): void {
  const { conversationId: id, clientConversationId: clientId, ownerId } = message;
  if (store.conversations.has(id)) return;
  const unset = { title: null, titleBy: null, extraction: null, resetAt: null };
  store.conversations.set(id, { id, tenantId, ownerId, clientId, ...unset, createdAt: now });
}

export function showMessage(store: FakeMemoryStore, message: KeptMessage, model: string): StoredMessage {
  const { ownerId, conversationId, textHash, tenantId, restoredAt, ...shown } = message;
  return {
    ...shown,
    flagged: shown.flagged ?? false,
    embeddingStatus: embeddingStatusOf(store, { ownerId, textHash }, model),
  };
}

export function isVisible(actor: Actor, message: Pick<KeptMessage, "tenantId" | "ownerId">): boolean {
  return message.tenantId === actor.tenantId && (actor.userId === null || message.ownerId === actor.ownerId);
}

function answerTo(store: FakeMemoryStore, { messages, model, now, idempotency }: Append): KeptAnswer {
  const pending = messages.filter((message) => !store.embeddings.has(embeddingKey({ ...message, model })));
  return {
    requestHash: idempotency?.requestHash ?? "",
    ids: messages.map(({ id }) => id),
    pendingIds: pending.map(({ id }) => id),
    createdAt: now,
  };
}
