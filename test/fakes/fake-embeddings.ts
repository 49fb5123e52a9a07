import type { Embeddings } from "#shared/ports/embedding.ts";
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

    async finish({ tenantId, model, dimensions, itemIds, embeddings, outboxIds }) {
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
      for (const id of outboxIds) if (store.outbox.get(id)?.tenantId === tenantId) store.outbox.delete(id);
    },
  };
}

interface KeptText {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly textHash: string;
  readonly name: string | null;
  readonly content: string;
}

function textsOf(store: FakeMemoryStore, tenantId: string, ids: readonly string[]): KeptText[] {
  const messages = ids.flatMap((id) => store.messages.get(id) ?? []);
  const versions = ids
    .flatMap((id) => store.memories.get(id) ?? [])
    .flatMap(({ ownerId, versions, ...memory }) =>
      versions.map(({ textHash, content }) => ({
        tenantId: memory.tenantId,
        ownerId,
        textHash,
        name: null,
        content,
      })),
    );
  return [...messages, ...versions].filter((text) => text.tenantId === tenantId);
}
