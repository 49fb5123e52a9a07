import type { Actor } from "#shared/ports/actor.ts";
import { dropFailures } from "./drop-failures.ts";
import type { KeptConversation } from "./fake-chat-store.ts";
import type { FakeMemoryStore, KeptFailure, KeptMemory } from "./fake-memory-store.ts";

export function eraseMemory(store: FakeMemoryStore, memory: KeptMemory): void {
  store.memories.delete(memory.id);
  const summed = store.sessions.get(String(memory.versions.at(-1)!.metadata.summary_of_session));
  if (summed) store.sessions.set(summed.id, { ...summed, summary: null });
  for (const draft of [...store.drafts.values()]) {
    if (draft.memoryId === memory.id) store.drafts.delete(draft.id);
  }
  for (const other of store.memories.values()) {
    if (other.supersedes === memory.id) store.memories.set(other.id, { ...other, supersedes: null });
  }
  dropLoneVectors(store, memory.ownerId);
}

/** How many messages and memories left the search. */
export function clearConversation(
  store: FakeMemoryStore,
  { tenantId, ownerId }: Actor,
  conversationId: string,
): number {
  const gone = [...store.messages.values()].filter(
    (message) =>
      message.tenantId === tenantId &&
      message.ownerId === ownerId &&
      message.conversationId === conversationId,
  );
  const ids = new Set(gone.map(({ id }) => id));
  for (const id of ids) store.messages.delete(id);
  let cleared = gone.filter(({ archivedAt }) => archivedAt === null).length;
  for (const { id, sourceMessageIds, memoryId } of [...store.drafts.values()]) {
    if (memoryId !== undefined) continue;
    const restsOnThis = sourceMessageIds.length > 0 && sourceMessageIds.every((source) => ids.has(source));
    if (restsOnThis) store.drafts.delete(id);
  }
  for (const memory of [...store.memories.values()]) {
    const left = memory.sourceMessageIds.filter((id) => !ids.has(id));
    if (left.length === memory.sourceMessageIds.length) continue;
    if (left.length > 0) {
      store.memories.set(memory.id, { ...memory, sourceMessageIds: left });
    } else {
      eraseMemory(store, memory);
      cleared++;
    }
  }
  forgetLines(store, ownerId, ids);
  dropLoneVectors(store, ownerId);
  const kept = store.conversations.get(conversationId);
  if (kept?.ownerId === ownerId) forgetWhatItTells(store, kept);
  return cleared;
}

/** Lines of the person's state that rest on nothing else. */
function forgetLines(store: FakeMemoryStore, ownerId: string, goneIds: ReadonlySet<string>): void {
  const state = store.states.get(ownerId);
  const lines = state?.lines.flatMap((line) => {
    const sourceMessageIds = line.sourceMessageIds.filter((id) => !goneIds.has(id));
    const isGone = line.sourceMessageIds.length > 0 && sourceMessageIds.length === 0;
    return isGone ? [] : [{ ...line, sourceMessageIds }];
  });
  if (!state || !lines) return;
  const version = state.version + (lines.length < state.lines.length ? 1 : 0);
  store.states.set(ownerId, { ...state, version, lines });
}

/** Its sessions with their turns, and a title that the model gave. */
function forgetWhatItTells(store: FakeMemoryStore, kept: KeptConversation): void {
  for (const rows of [store.sessions, store.turns]) {
    for (const { id, conversationId } of [...rows.values()]) if (conversationId === kept.id) rows.delete(id);
  }
  if (kept.titleBy === "model") store.conversations.set(kept.id, { ...kept, title: null, titleBy: null });
}

/** Vectors and failures of texts that their owner has nowhere in reach any more. */
export function dropLoneVectors(store: FakeMemoryStore, ownerId: string): void {
  const messages = [...store.messages.values()].filter(
    (message) => message.ownerId === ownerId && message.archivedAt === null,
  );
  const memories = [...store.memories.values()].filter((memory) => memory.ownerId === ownerId);
  const texts = new Set([...messages, ...memories.flatMap(({ versions }) => versions)].map(hashOf));
  for (const [key, vector] of store.embeddings) {
    if (vector.ownerId === ownerId && !texts.has(vector.textHash)) store.embeddings.delete(key);
  }
  const isLone = (text: KeptFailure) => text.ownerId === ownerId && !texts.has(text.textHash);
  dropFailures(store, isLone, Date.now());
}

function hashOf({ textHash }: { textHash: string }): string {
  return textHash;
}
