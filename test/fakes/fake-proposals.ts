import type { Actor } from "#shared/ports/actor.ts";
import type { Memory, Proposed, ProposeMemory } from "#shared/ports/memories.ts";
import { claimAnswer, findAnswer, seeUser } from "./fake-ledger.ts";
import type { FakeMemoryStore } from "./fake-memory-store.ts";
import { isVisible } from "./fake-messages.ts";

/** What no consent is known of. */
const refusedTypes = ["health", "personal"];

/** Nothing is awaited inside, so that it stands or falls as one statement does. */
export function proposeTo(store: FakeMemoryStore, proposal: ProposeMemory): Proposed {
  const { actor, draft, idempotency, now, requestId } = proposal;
  const { tenantId, ownerId, userId } = actor;
  if (!actor.mayProvision && !store.tenants.has(tenantId)) return { outcome: "tenant_unknown" };
  const write = { ...proposal, outboxId: draft.id };
  if (!findAnswer(store, write)) {
    const unknown = draft.sourceMessageIds.find((id) => store.messages.get(id)?.ownerId !== ownerId);
    if (unknown !== undefined) return { outcome: "message_unknown", id: unknown };
    if (refusedTypes.includes(draft.type)) return { outcome: "type_refused" };
  }
  const requestHash = idempotency?.requestHash ?? "";
  const answer = { requestHash, ids: [draft.id], pendingIds: [], createdAt: now };
  const earlier = claimAnswer(store, write, answer);
  if (earlier === "mismatch") return { outcome: "mismatch" };
  if (earlier) return { outcome: "repeated", id: earlier.ids[0]! };
  store.tenants.add(tenantId);
  seeUser(store, tenantId, userId, now);
  store.drafts.set(draft.id, { ...draft, tenantId, ownerId, userId });
  const job = { id: draft.id, tenantId, ownerId, queue: "learning-jobs", kind: "settle_facts" } as const;
  const rest = { draftIds: [draft.id], messageIds: [], requestId, dueAt: now + 60_000, attempts: 0 };
  store.outbox.set(draft.id, { ...job, ...rest });
  return { outcome: "stored" };
}

/** The id of a draft means the memory that it went into. */
export function meantId(store: FakeMemoryStore, actor: Actor, id: string): string {
  const draft = store.drafts.get(id);
  return draft && isVisible(actor, draft) ? (draft.memoryId ?? id) : id;
}

export function findDraft(store: FakeMemoryStore, actor: Actor, id: string): Memory | null {
  const draft = store.drafts.get(id);
  if (!draft || draft.memoryId !== undefined || !isVisible(actor, draft)) return null;
  const { tenantId, ownerId, ...shown } = draft;
  return {
    ...shown,
    provenance: shown.sourceMessageIds.length > 0 ? "messages" : "client",
    status: "active",
    supersedes: null,
    supersededBy: null,
    embeddingStatus: "pending",
    version: 1,
    updatedAt: shown.createdAt,
    consolidation: "pending",
  };
}
