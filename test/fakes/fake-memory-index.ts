import { NotFound } from "#shared/errors.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { MemoryIndex, MemoryMatch, MemoryQuery, Weights } from "#shared/ports/memory-index.ts";
import {
  embeddingKey,
  type FakeMemoryStore,
  type KeptMemory,
  type KeptMessage,
  saidAtOf,
} from "./fake-memory-store.ts";
import { isVisible } from "./fake-messages.ts";
import { rateWords, wordsOf } from "./rate-words.ts";

export interface FakeMemoryIndex extends MemoryIndex {
  readonly searches: readonly { readonly actor: Actor; readonly query: MemoryQuery }[];
}

/** What may be found: a message, or a version of a memory. */
interface Item {
  readonly words: string;
  readonly owner: { readonly ownerId: string; readonly textHash: string };
  readonly importance: number;
  readonly shown:
    | Pick<
        Extract<MemoryMatch, { kind: "message" }>,
        keyof Shown | "kind" | "clientConversationId" | "role" | "name"
      >
    | Pick<
        Extract<MemoryMatch, { kind: "memory" }>,
        keyof Shown | "kind" | "type" | "sourceMessageIds" | "saidAt"
      >;
}
type Shown = Pick<MemoryMatch, "id" | "content" | "metadata" | "createdAt">;

/** It knows no context: what was said around a message is the real index's to weigh. */
export function fakeMemoryIndex(store: FakeMemoryStore): FakeMemoryIndex {
  const searches: { actor: Actor; query: MemoryQuery }[] = [];
  return {
    searches,
    async search(actor, query) {
      searches.push({ actor, query });
      if (!store.tenants.has(actor.tenantId) && !actor.mayProvision) {
        throw new NotFound(`tenant ${actor.tenantId}`);
      }
      const said = query.wantsMessages
        ? [...store.messages.values()]
            .filter((message) => isVisible(actor, message) && message.archivedAt === null)
            .filter(({ content }) => content !== "")
            .map(toItem)
        : [];
      const believed = query.wantsMemories
        ? [...store.memories.values()]
            .filter((memory) => isVisible(actor, memory))
            .flatMap((memory) => toItems(store, memory, query))
        : [];
      const matches = [...rateAll(store, said, query), ...rateAll(store, believed, query)]
        .filter((match) => match.similarity > 0 && match.similarity >= query.minSimilarity)
        .filter((match) => passes(store, match, query))
        .toSorted(byRank)
        .slice(0, query.topK);
      return { matches, approximate: actor.userId === null && textsOf(store, actor) > 200 };
    },
  };
}

function textsOf(store: FakeMemoryStore, { tenantId }: Actor): number {
  const isOwn = (row: { tenantId: string }) => row.tenantId === tenantId;
  const said = [...store.messages.values()].filter(
    (message) => isOwn(message) && message.archivedAt === null,
  );
  const believed = [...store.memories.values()].filter(isOwn).flatMap(({ versions }) => versions);
  return said.length + believed.length;
}

function toItem({ importance, ...message }: KeptMessage): Item {
  const { id, clientConversationId, role, name, content, metadata, createdAt } = message;
  return {
    words: `${name ?? ""} ${content}`,
    owner: message,
    importance,
    shown: { id, kind: "message", clientConversationId, role, name, content, metadata, createdAt },
  };
}

function toItems(store: FakeMemoryStore, memory: KeptMemory, query: MemoryQuery): Item[] {
  const { id, ownerId, sourceMessageIds, createdAt, versions } = memory;
  const at = versions.findLastIndex((version) => version.createdAt <= query.asOf);
  const version = versions[at];
  if (!version || !(query.statuses ?? ["active"]).includes(version.status)) return [];
  const { content, type, metadata, textHash } = version;
  const { importance } = versions.at(-1)!;
  const saidAt = saidAtOf(store, memory);
  const shown = { id, kind: "memory" as const, type, sourceMessageIds, content, metadata, createdAt, saidAt };
  return [{ words: content, owner: { ownerId, textHash }, importance, shown }];
}

function rateAll(store: FakeMemoryStore, items: readonly Item[], query: MemoryQuery): MemoryMatch[] {
  const relevances = rateWords(
    wordsOf(query.text),
    items.map(({ words }) => wordsOf(words)),
  );
  const anyWordKnown = relevances.some((relevance) => relevance > 0);
  const share = query.vector === null ? 1 : anyWordKnown ? 0.7 : 0;
  return items.map((item, at) =>
    rate(item, { lexical: relevances[at] ?? 0, vector: cosineOf(store, item, query), share }, query),
  );
}

function rate(
  { shown, importance: given }: Item,
  found: { lexical: number; vector: number; share: number },
  query: MemoryQuery,
): MemoryMatch {
  const ageDays = Math.max(0, query.asOf - shown.createdAt) / 86_400_000;
  const [vector, lexical] = [round(found.vector), round(found.lexical)];
  const similarity = round(found.share * lexical + (1 - found.share) * vector);
  const [importance, decay] = [round(given), round(2 ** (-ageDays / 30))];
  const weights = normalise({ similarity: 0.6, importance: 0.3, decay: 0.1, ...query.weights });
  const score = round(
    weights.similarity * similarity + weights.importance * importance + weights.decay * decay,
  );
  return { ...shown, score, vector, lexical, context: 0, similarity, importance, decay, weights };
}

function normalise({ similarity, importance, decay }: Weights): Weights {
  const share = (weight: number) => round(weight / (similarity + importance + decay));
  return { similarity: share(similarity), importance: share(importance), decay: share(decay) };
}

function cosineOf(store: FakeMemoryStore, { owner }: Item, { vector, model }: MemoryQuery): number {
  const kept = store.embeddings.get(embeddingKey({ ...owner, model }));
  if (!vector || kept?.dimensions !== vector.length) return 0;
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, at) => sum + x * b[at]!, 0);
  const length = Math.sqrt(dot(vector, vector) * dot(kept.vector, kept.vector));
  return length === 0 ? 0 : Math.max(0, dot(vector, kept.vector) / length);
}

function passes(store: FakeMemoryStore, match: MemoryMatch, query: MemoryQuery): boolean {
  return (
    match.createdAt <= query.asOf &&
    match.createdAt >= (query.since ?? Number.NEGATIVE_INFINITY) &&
    match.createdAt <= (query.until ?? Number.POSITIVE_INFINITY) &&
    (query.clientConversationId === null ||
      conversationsOf(store, match).includes(query.clientConversationId)) &&
    (match.kind === "memory" || (query.roles?.includes(match.role) ?? true)) &&
    (match.kind === "message" || (query.types?.includes(match.type) ?? true)) &&
    Object.entries(query.metadata ?? {}).every(([key, value]) => isSameJson(match.metadata[key], value))
  );
}

function conversationsOf(store: FakeMemoryStore, match: MemoryMatch): string[] {
  if (match.kind === "message") return [match.clientConversationId];
  return match.sourceMessageIds.flatMap((id) => store.messages.get(id)?.clientConversationId ?? []);
}

function isSameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  if (Array.isArray(a) !== Array.isArray(b) || keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => isSameJson(a[key as keyof typeof a], b[key as keyof typeof b]));
}

function byRank(a: MemoryMatch, b: MemoryMatch): number {
  return b.score - a.score || b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
