import type { Actor } from "#shared/ports/actor.ts";
import type { MemoryIndex, MemoryMatch, MemoryQuery } from "#shared/ports/memory-index.ts";
import { embeddingKey, type FakeMemoryStore, type KeptMessage } from "./fake-memory-store.ts";
import { isVisible } from "./fake-messages.ts";
import { rateWords, wordsOf } from "./rate-words.ts";

export interface FakeMemoryIndex extends MemoryIndex {
  readonly searches: readonly { readonly actor: Actor; readonly query: MemoryQuery }[];
}

export function fakeMemoryIndex(store: FakeMemoryStore): FakeMemoryIndex {
  const searches: { actor: Actor; query: MemoryQuery }[] = [];
  return {
    searches,
    async search(actor, query) {
      searches.push({ actor, query });
      const visible = [...store.messages.values()].filter((message) => isVisible(actor, message));
      const texts = visible.map((message) => wordsOf(`${message.name ?? ""} ${message.content}`));
      const relevances = rateWords(wordsOf(query.text), texts);
      const anyWordKnown = relevances.some((relevance) => relevance > 0);
      return visible
        .map((message, at) => {
          const found = {
            relevance: relevances[at] ?? 0,
            cosine: cosineOf(store, message, query),
            anyWordKnown,
          };
          return rate(message, found, query);
        })
        .filter((match) => match.similarity > 0 && match.similarity >= query.minSimilarity)
        .filter((match) => passes(match, query))
        .toSorted(byRank)
        .slice(0, query.topK);
    },
  };
}

/** It knows no context: what was said around a message is the real index's to weigh. */
function rate(
  message: KeptMessage,
  { relevance, cosine, anyWordKnown }: { relevance: number; cosine: number; anyWordKnown: boolean },
  query: MemoryQuery,
): MemoryMatch {
  const { id, clientConversationId, role, name, content, metadata, createdAt } = message;
  const ageDays = Math.max(0, query.asOf - createdAt) / 86_400_000;
  const [vector, lexical] = [round(cosine), round(relevance)];
  const words = query.vector === null ? 1 : anyWordKnown ? 0.7 : 0;
  const similarity = round(words * lexical + (1 - words) * vector);
  const importance = round(message.importance);
  const decay = round(2 ** (-ageDays / query.halfLifeDays));
  const { weights } = query;
  const score = round(
    weights.similarity * similarity + weights.importance * importance + weights.decay * decay,
  );
  const shown = {
    id,
    kind: "message" as const,
    clientConversationId,
    role,
    name,
    content,
    metadata,
    createdAt,
  };
  return { ...shown, score, vector, lexical, context: 0, similarity, importance, decay };
}

function cosineOf(store: FakeMemoryStore, message: KeptMessage, { vector, model }: MemoryQuery): number {
  const kept = store.embeddings.get(embeddingKey({ ...message, model }));
  if (!vector || kept?.dimensions !== vector.length) return 0;
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, at) => sum + x * b[at]!, 0);
  const length = Math.sqrt(dot(vector, vector) * dot(kept.vector, kept.vector));
  return length === 0 ? 0 : Math.max(0, dot(vector, kept.vector) / length);
}

function passes(match: MemoryMatch, query: MemoryQuery): boolean {
  return (
    match.createdAt <= query.asOf &&
    match.createdAt >= (query.since ?? Number.NEGATIVE_INFINITY) &&
    match.createdAt <= (query.until ?? Number.POSITIVE_INFINITY) &&
    match.clientConversationId === (query.clientConversationId ?? match.clientConversationId) &&
    (query.roles?.includes(match.role) ?? true) &&
    Object.entries(query.metadata ?? {}).every(([key, value]) => isSameJson(match.metadata[key], value))
  );
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
