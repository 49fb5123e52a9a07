import type { Actor } from "#shared/ports/actor.ts";
import type { IdempotencyClaim } from "#shared/ports/messages.ts";
import type { FakeMemoryStore, KeptAnswer } from "./fake-memory-store.ts";

const answersLastMs = 24 * 3_600_000;
const seenAgainAfterMs = 15 * 60_000;

interface Write {
  readonly actor: Actor;
  readonly outboxId: string;
  readonly requestId: string;
  readonly now: number;
  readonly idempotency: IdempotencyClaim | null;
}

/** The answer of an earlier call with this key, if one still counts; else this one is kept. */
export function claimAnswer(
  store: FakeMemoryStore,
  write: Write,
  answer: KeptAnswer,
): KeptAnswer | "mismatch" | null {
  const { idempotency, now } = write;
  if (!idempotency) return null;
  const kept = findAnswer(store, write);
  if (!kept) {
    store.answers.set(answerKey(write), { ...answer, createdAt: now });
    return null;
  }
  return kept.requestHash === idempotency.requestHash ? kept : "mismatch";
}

export function findAnswer(store: FakeMemoryStore, write: Write): KeptAnswer | null {
  const kept = store.answers.get(answerKey(write));
  return kept && kept.createdAt >= write.now - answersLastMs ? kept : null;
}

function answerKey({ actor, idempotency }: Write): string {
  return JSON.stringify([
    actor.tenantId,
    actor.ownerId,
    actor.callerId,
    idempotency?.route,
    idempotency?.key,
  ]);
}

export function seeUser(store: FakeMemoryStore, tenantId: string, userId: string | null, now: number): void {
  if (userId === null) return;
  const key = JSON.stringify([tenantId, userId]);
  const known = store.users.get(key);
  if (known && known.lastSeenAt >= now - seenAgainAfterMs) return;
  store.users.set(key, { tenantId, id: userId, lastSeenAt: now });
}

export function keepJob(
  store: FakeMemoryStore,
  { actor, outboxId: id, requestId, now }: Write,
  items: { readonly messageIds?: readonly string[]; readonly memoryIds?: readonly string[] },
): void {
  const entry = { id, tenantId: actor.tenantId, queue: "memory-jobs", messageIds: [], ...items, requestId };
  store.outbox.set(id, { ...entry, dueAt: now + 60_000, attempts: 0 });
}
