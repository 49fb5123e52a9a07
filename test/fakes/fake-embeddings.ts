import type { Embeddings } from "#shared/ports/embedding.ts";
import { embeddingKey, type FakeMemoryStore, type KeptMessage } from "./fake-memory-store.ts";

export function fakeEmbeddings(store: FakeMemoryStore): Embeddings {
  return {
    async findUnembedded(tenantId, messageIds, model) {
      const texts = messagesOf(store, tenantId, messageIds)
        .filter((message) => !store.embeddings.has(embeddingKey({ ...message, model })))
        .map(({ ownerId, textHash, name, content }) => ({ ownerId, textHash, name, content }));
      const distinct = new Map(texts.map((text) => [`${text.ownerId}/${text.textHash}`, text]));
      return [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
    },

    async finish({ tenantId, model, dimensions, messageIds, embeddings, outboxIds }) {
      if (embeddings.some(({ vector }) => vector.length !== dimensions)) {
        throw new Error(`a vector has not ${dimensions} dimensions`);
      }
      const messages = messagesOf(store, tenantId, messageIds);
      for (const { ownerId, textHash, vector } of embeddings) {
        const key = embeddingKey({ ownerId, model, textHash });
        const wanted = messages.some((one) => one.ownerId === ownerId && one.textHash === textHash);
        if (!wanted || store.embeddings.has(key)) continue;
        store.embeddings.set(key, { tenantId, ownerId, model, textHash, dimensions, vector });
      }
      for (const id of outboxIds) if (store.outbox.get(id)?.tenantId === tenantId) store.outbox.delete(id);
    },
  };
}

function messagesOf(store: FakeMemoryStore, tenantId: string, ids: readonly string[]): KeptMessage[] {
  return ids.flatMap((id) => store.messages.get(id) ?? []).filter((one) => one.tenantId === tenantId);
}
