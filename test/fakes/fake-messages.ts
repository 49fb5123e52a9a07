import type { Actor } from "#shared/ports/actor.ts";
import type { Append, Appended, Messages } from "#shared/ports/messages.ts";
import {
  embeddingKey,
  type FakeMemoryStore,
  type KeptAnswer,
  type KeptMessage,
} from "./fake-memory-store.ts";

const answersLastMs = 24 * 3_600_000;
const seenAgainAfterMs = 15 * 60_000;

/** Nothing is awaited inside, so that each call stands or falls as one statement does. */
export function fakeMessages(store: FakeMemoryStore): Messages {
  return {
    async append(append) {
      const { actor, messages } = append;
      if (!actor.mayProvision && !store.tenants.has(actor.tenantId)) return { outcome: "tenant_unknown" };
      const answer = answerTo(store, append);
      const earlier = claimAnswer(store, append, answer);
      if (earlier) return earlier;
      if (messages.some(({ id }) => store.messages.has(id))) throw new Error("a message has this id already");
      store.tenants.add(actor.tenantId);
      for (const message of messages)
        store.messages.set(message.id, { ...message, tenantId: actor.tenantId });
      seeUsers(store, append);
      keepJob(store, append, answer.pendingIds);
      return { outcome: "stored", pendingIds: answer.pendingIds };
    },

    async find(actor, id, model) {
      const message = store.messages.get(id);
      if (!message || !isVisible(actor, message)) return null;
      const { ownerId, conversationId, textHash, tenantId, ...shown } = message;
      const ready = store.embeddings.has(embeddingKey({ ownerId, model, textHash }));
      return { ...shown, embeddingStatus: ready ? "ready" : "pending" };
    },
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

/** The answer of an earlier call with this key, if one still counts. */
function claimAnswer(store: FakeMemoryStore, append: Append, answer: KeptAnswer): Appended | null {
  const { actor, idempotency, now } = append;
  if (!idempotency) return null;
  const claim = [actor.tenantId, actor.ownerId, actor.callerId, idempotency.route, idempotency.key];
  const key = JSON.stringify(claim);
  const kept = store.answers.get(key);
  if (!kept || kept.createdAt < now - answersLastMs) {
    store.answers.set(key, answer);
    return null;
  }
  if (kept.requestHash !== idempotency.requestHash) return { outcome: "mismatch" };
  return { outcome: "repeated", ids: kept.ids, pendingIds: kept.pendingIds };
}

function seeUsers(store: FakeMemoryStore, { actor: { tenantId }, messages, now }: Append): void {
  for (const { userId } of messages) {
    if (userId === null) continue;
    const key = JSON.stringify([tenantId, userId]);
    const known = store.users.get(key);
    if (known && known.lastSeenAt >= now - seenAgainAfterMs) continue;
    store.users.set(key, { tenantId, id: userId, lastSeenAt: now });
  }
}

function keepJob(store: FakeMemoryStore, append: Append, messageIds: readonly string[]): void {
  if (messageIds.length === 0) return;
  const { actor, outboxId: id, requestId, now } = append;
  const entry = { id, tenantId: actor.tenantId, queue: "memory-jobs", messageIds, requestId };
  store.outbox.set(id, { ...entry, dueAt: now + 60_000, attempts: 0 });
}
