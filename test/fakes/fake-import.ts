import type { ImportConversation, Imported } from "#shared/ports/conversations.ts";
import { dropFailures } from "./drop-failures.ts";
import { claimAnswer, findAnswer, keepJob, seeUser } from "./fake-ledger.ts";
import { embeddingKey, type FakeMemoryStore } from "./fake-memory-store.ts";

const perJob = 100;

/** Nothing is awaited inside, so that it stands or falls as one statement does. */
export function importInto(store: FakeMemoryStore, call: ImportConversation): Imported {
  const { person, conversationId, clientId, title, extraction, createdAt, messages, model, now } = call;
  const { tenantId, ownerId, userId } = person;
  if (!person.mayProvision && !store.tenants.has(tenantId)) return { outcome: "tenant_unknown" };
  const write = { ...call, actor: person };
  const kept = call.idempotency && findAnswer(store, { ...write, outboxId: "" });
  if (kept) return { outcome: kept.requestHash === call.idempotency?.requestHash ? "repeated" : "mismatch" };
  if (store.conversations.has(conversationId)) return { outcome: "taken" };

  const requestHash = call.idempotency?.requestHash ?? "";
  claimAnswer(store, { ...write, outboxId: "" }, { requestHash, ids: [], pendingIds: [], createdAt: now });
  store.tenants.add(tenantId);
  seeUser(store, tenantId, userId, now);
  const titleBy = title === null ? null : "client";
  store.conversations.set(conversationId, {
    ...{ id: conversationId, tenantId, ownerId, clientId, title, titleBy, extraction, createdAt },
    resetAt: null,
  });
  for (const { toolCalls, status, ...message } of messages) {
    const whose = { tenantId, ownerId, userId, conversationId, clientConversationId: clientId };
    store.messages.set(message.id, { ...message, ...whose, archivedAt: null, restoredAt: null });
    store.sayings.set(message.id, { turnId: null, status, tools: toolCalls });
  }
  const pending = messages.filter(
    ({ textHash }) => !store.embeddings.has(embeddingKey({ ownerId, model, textHash })),
  );
  const written = new Set(pending.map(({ textHash }) => embeddingKey({ ownerId, model, textHash })));
  dropFailures(store, (_, key) => written.has(key), now);
  const jobs = call.outboxIds.flatMap((id, at) => {
    const messageIds = pending.slice(at * perJob, (at + 1) * perJob).map((message) => message.id);
    if (messageIds.length === 0) return [];
    keepJob(store, { ...write, outboxId: id }, { messageIds });
    return [{ id, messageIds }];
  });
  return { outcome: "stored", jobs, learns: false };
}
