import { createHash } from "node:crypto";
import type { OutboxEntry } from "#shared/ports/outbox.ts";
import type { Reembedding, Walk, WalkPlace, WalkText } from "#shared/ports/reembedding.ts";
import { embeddingKey, type FakeMemoryStore } from "./fake-memory-store.ts";

interface Item {
  readonly place: string;
  readonly texts: readonly WalkText[];
}

const isSame = (one: WalkPlace, other: WalkPlace) => one.stage === other.stage && one.after === other.after;
const isClearing = ({ stage }: WalkPlace) => stage.startsWith("old_");

export function fakeReembedding(store: FakeMemoryStore): Reembedding {
  const walks = new Map<string, Walk>();
  /** A walk is there while its entry is in the outbox. */
  const walkOf = (tenantId: string, id: string) =>
    store.outbox.get(id)?.tenantId === tenantId ? (walks.get(id) ?? null) : null;

  return {
    async begin({ tenantId, model, requestId, now }) {
      const tenants = [...store.tenants].filter((tenant) => tenantId === null || tenant === tenantId);
      return tenants.map((tenant) => {
        const id = walkId(tenant, model);
        const entry: OutboxEntry = {
          ...{ id, tenantId: tenant, queue: "memory-jobs", kind: "reembed", messageIds: [], requestId },
        };
        const walk = walkOf(tenant, id);
        if (!walk || isClearing(walk.place))
          walks.set(id, { model, place: { stage: "messages", after: null } });
        if (!walk) store.outbox.set(id, { ...entry, dueAt: now + 60_000, attempts: 0 });
        const failed = store.failedJobs.get(id);
        if (failed) store.failedJobs.set(id, { ...failed, retriedAt: failed.retriedAt ?? now });
        return entry;
      });
    },

    find: async (tenantId, id) => walkOf(tenantId, id),

    async page(tenantId, { model, place }, limit) {
      const items = itemsOf(store, tenantId, place)
        .filter((item) => place.after === null || item.place > place.after)
        .toSorted((a, b) => (a.place < b.place ? -1 : 1))
        .slice(0, limit);
      const next = items.length === limit ? items.at(-1)!.place : null;
      if (isClearing(place)) {
        clearOld(
          store,
          model,
          items.flatMap((item) => item.texts),
        );
        return { texts: [], itemIds: [], next };
      }
      const waiting = items
        .flatMap((item) => item.texts)
        .filter((text) => !store.embeddings.has(embeddingKey({ ...text, model })));
      const texts = new Map(waiting.toReversed().map((text) => [embeddingKey({ ...text, model }), text]));
      return {
        texts: [...texts.values()],
        itemIds: [...new Set(waiting.map(({ itemId }) => itemId))],
        next,
      };
    },

    async advance({ tenantId, id, from, to, now }) {
      const walk = walkOf(tenantId, id);
      if (!walk || !isSame(walk.place, from)) return false;
      if (to === null) return store.outbox.delete(id);
      walks.set(id, { ...walk, place: to });
      store.outbox.set(id, { ...store.outbox.get(id)!, dueAt: now + 60_000 });
      return true;
    },

    async giveUp({ tenantId, id, model, attempts, now }) {
      const walk = walkOf(tenantId, id);
      const entry = store.outbox.get(id);
      if (!walk || !entry) return false;
      store.outbox.delete(id);
      if (walk.model !== model) return false;
      const { queue, requestId } = entry;
      store.failedJobs.set(id, {
        ...{ id, tenantId, queue, kind: "reembed", messageIds: [], memoryIds: [], requestId },
        ...{ reason: "given_up", attempts, createdAt: now, retriedAt: null },
      });
      return true;
    },
  };
}

function walkId(tenantId: string, model: string): string {
  const hex = createHash("sha256").update(`reembed/${tenantId}/${model}`).digest("hex").slice(0, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function itemsOf(store: FakeMemoryStore, tenantId: string, { stage }: WalkPlace): Item[] {
  if (stage.endsWith("messages")) {
    const messages = [...store.messages.values()].filter((message) => message.tenantId === tenantId);
    return messages.map(({ id, ownerId, textHash, name, content, createdAt }) => ({
      place: `${new Date(createdAt).toISOString()} ${id}`,
      texts: [{ ownerId, textHash, name, content, itemId: id }],
    }));
  }
  const memories = [...store.memories.values()].filter((memory) => memory.tenantId === tenantId);
  return memories.map(({ id, ownerId, versions }) => ({
    place: id,
    texts: versions.map(({ textHash, content }) => ({ ownerId, textHash, name: null, content, itemId: id })),
  }));
}

function clearOld(store: FakeMemoryStore, model: string, texts: readonly WalkText[]): void {
  for (const { ownerId, textHash } of texts) {
    if (!store.embeddings.has(embeddingKey({ ownerId, textHash, model }))) continue;
    for (const [key, kept] of store.embeddings) {
      if (kept.ownerId === ownerId && kept.textHash === textHash && kept.model !== model)
        store.embeddings.delete(key);
    }
  }
}
