import type { Embeddings } from "#shared/ports/embedding.ts";
import { dropFailures } from "./drop-failures.ts";
import { embeddingKey, type FakeMemoryStore } from "./fake-memory-store.ts";

export function fakeEmbeddings(store: FakeMemoryStore): Embeddings {
  return {
    async findUnembedded(tenantId, itemIds, model) {
      const texts = textsOf(store, tenantId, itemIds)
        .filter((text) => !store.embeddings.has(embeddingKey({ ...text, model })))
        .map(({ ownerId, textHash, name, content }) => ({ ownerId, textHash, name, content }));
      const distinct = new Map(texts.map((text) => [`${text.ownerId}/${text.textHash}`, text]));
      return [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
    },

    async finish({ tenantId, model, dimensions, itemIds, embeddings, outboxIds, now }) {
      if (embeddings.some(({ vector }) => vector.length !== dimensions)) {
        throw new Error(`a vector has not ${dimensions} dimensions`);
      }
      const kept = textsOf(store, tenantId, itemIds);
      for (const { ownerId, textHash, vector } of embeddings) {
        const key = embeddingKey({ ownerId, model, textHash });
        const wanted = kept.some((one) => one.ownerId === ownerId && one.textHash === textHash);
        if (!wanted || store.embeddings.has(key)) continue;
        store.embeddings.set(key, { tenantId, ownerId, model, textHash, dimensions, vector });
      }
      dropFailures(store, (failure) => embeddings.some((text) => isSameText(text, failure)), now);
      for (const id of outboxIds) if (store.outbox.get(id)?.tenantId === tenantId) store.outbox.delete(id);
    },

    async fail({ tenantId, model, jobs, texts, reason, now }) {
      const failed = new Set<string>();
      for (const { id, messageIds, memoryIds, ...job } of jobs) {
        const lost = textsOf(store, tenantId, [...messageIds, ...memoryIds])
          .filter((text) => !store.embeddings.has(embeddingKey({ ...text, model })))
          .filter((text) => texts?.some((one) => isSameText(one, text)) ?? true);
        if (store.outbox.get(id)?.tenantId === tenantId) store.outbox.delete(id);
        if (lost.length === 0) continue;
        const itemIds = new Set(lost.map((text) => text.itemId));
        const kept = store.failedJobs.get(id);
        const first = kept?.retriedAt === null ? kept : { reason, createdAt: now };
        store.failedJobs.set(id, {
          ...{ id, tenantId, retriedAt: null, ...job, kind: "embed_messages" },
          ...{ reason: first.reason, createdAt: first.createdAt },
          attempts: Math.max(kept?.attempts ?? 0, job.attempts),
          messageIds: merge(
            kept?.messageIds,
            messageIds.filter((each) => itemIds.has(each)),
          ),
          memoryIds: merge(
            kept?.memoryIds,
            memoryIds.filter((each) => itemIds.has(each)),
          ),
        });
        const keys = new Set(lost.map((text) => embeddingKey({ ...text, model })));
        dropFailures(store, ({ jobId }, key) => keys.has(key) && jobId !== id, now);
        for (const { ownerId, textHash } of lost) {
          const key = embeddingKey({ ownerId, model, textHash });
          failed.add(key);
          store.failures.set(key, { tenantId, ownerId, textHash, model, jobId: id });
        }
      }
      return failed.size;
    },
  };
}

interface TextKey {
  readonly ownerId: string;
  readonly textHash: string;
}

function isSameText(one: TextKey, other: TextKey): boolean {
  return one.ownerId === other.ownerId && one.textHash === other.textHash;
}

function merge(kept: readonly string[] = [], added: readonly string[]): string[] {
  return [...new Set([...kept, ...added])];
}

interface KeptText {
  readonly itemId: string;
  readonly tenantId: string;
  readonly ownerId: string;
  readonly textHash: string;
  readonly name: string | null;
  readonly content: string;
}

function textsOf(store: FakeMemoryStore, tenantId: string, ids: readonly string[]): KeptText[] {
  const messages = ids
    .flatMap((id) => store.messages.get(id) ?? [])
    .filter(({ archivedAt }) => archivedAt === null)
    .map((message) => ({ ...message, itemId: message.id }));
  const versions = ids
    .flatMap((id) => store.memories.get(id) ?? [])
    .flatMap(({ ownerId, versions, ...memory }) =>
      versions.map(({ textHash, content }) => ({
        itemId: memory.id,
        tenantId: memory.tenantId,
        ownerId,
        textHash,
        name: null,
        content,
      })),
    );
  return [...messages, ...versions].filter((text) => text.tenantId === tenantId);
}
