import type { CreateMemory, Memories, Memory, MemoryWrite, ReviseMemory } from "#shared/ports/memories.ts";
import { dropFailures } from "./drop-failures.ts";
import { clearConversation, eraseMemory } from "./fake-erasure.ts";
import { claimAnswer, findAnswer, keepJob, seeUser } from "./fake-ledger.ts";
import {
  embeddingKey,
  embeddingStatusOf,
  type FakeMemoryStore,
  type KeptMemory,
  type KeptVersion,
} from "./fake-memory-store.ts";
import { isVisible } from "./fake-messages.ts";
import { findDraft, meantId, proposeTo } from "./fake-proposals.ts";
import { takeLines } from "./take-lines.ts";

/** Nothing is awaited inside, so that each call stands or falls as one statement does. */
export function fakeMemories(store: FakeMemoryStore): Memories {
  return {
    async create(given) {
      const creation = toMeant(store, given);
      const { actor, memory, now } = creation;
      const { supersedes } = memory;
      if (!actor.mayProvision && !store.tenants.has(actor.tenantId)) return { outcome: "tenant_unknown" };
      const refused = findAnswer(store, creation) ? null : refuseCreation(store, creation);
      if (refused) return refused;
      const pending = !isEmbedded(store, { ...actor, ...memory }, creation.model);
      const answer = { ...answerOf(creation, memory.id, pending), supersedes };
      const earlier = claimAnswer(store, creation, answer);
      if (earlier === "mismatch") return { outcome: "mismatch" };
      if (earlier)
        return {
          outcome: "repeated",
          id: earlier.ids[0]!,
          pending: earlier.pendingIds.length > 0,
          supersedes: earlier.supersedes ?? null,
        };
      store.tenants.add(actor.tenantId);
      seeUser(store, actor.tenantId, actor.userId, now);
      keepMemory(store, creation);
      if (pending) keepJob(store, creation, { memoryIds: [memory.id] });
      const written = embeddingKey({ ...actor, ...memory, model: creation.model });
      dropFailures(store, (_, key) => key === written, creation.now);
      return { outcome: "stored", pending, supersedes };
    },

    propose: async (proposal) => proposeTo(store, proposal),

    async revise(revision) {
      const { actor, now, model } = revision;
      const id = meantId(store, actor, revision.id);
      const memory = store.memories.get(id);
      if (!memory || !isVisible(actor, memory)) return { outcome: "unknown" };
      const version = revised(memory.versions.at(-1)!, revision);
      if (isReversed(version) && !findAnswer(store, revision)) return { outcome: "reversed" };
      const pending = !isEmbedded(store, { ...memory, ...version }, model);
      const earlier = claimAnswer(store, revision, answerOf(revision, version.id, pending));
      if (earlier === "mismatch") return { outcome: "mismatch" };
      if (earlier) {
        const first = memory.versions.find((one) => one.id === earlier.ids[0]);
        const embeddingStatus = earlier.pendingIds.length > 0 ? "pending" : "ready";
        if (!first) throw new Error("the first answer was about another memory");
        return { outcome: "repeated", memory: { ...show(store, memory, first, model), embeddingStatus } };
      }
      const old = memory.versions.at(-1)!;
      addVersion(store, memory, { ...version, createdAt: Math.max(now, old.createdAt) });
      if (version.textHash !== old.textHash || (version.status === "outdated" && old.status !== "outdated"))
        takeLines(store, memory);
      if (pending) keepJob(store, revision, { memoryIds: [id] });
      const written = embeddingKey({ ...memory, ...version, model });
      dropFailures(store, (_, key) => key === written, now);
      const kept = store.memories.get(id)!;
      return { outcome: "stored", memory: show(store, kept, kept.versions.at(-1)!, model) };
    },

    async history(actor, id, { after, limit }, model) {
      const memory = store.memories.get(meantId(store, actor, id));
      const draft = memory ? null : findDraft(store, actor, id);
      if (draft && after !== null) return [];
      if (draft) return [{ ...draft, reason: "created", note: null, supersededAt: null }];
      if (!memory || !isVisible(actor, memory)) return [];
      return memory.versions
        .map((version, at) => ({
          ...show(store, memory, version, model),
          reason: version.reason,
          note: null,
          supersededAt: memory.versions[at + 1]?.createdAt ?? null,
        }))
        .toReversed()
        .filter(({ version }) => after === null || version < after)
        .slice(0, limit);
    },

    async list(actor, { types, statuses, after, limit }, model) {
      return [...store.memories.values()]
        .filter((memory) => isVisible(actor, memory) && (after === null || memory.id < after))
        .toSorted((a, b) => (a.id < b.id ? 1 : -1))
        .map((memory) => show(store, memory, memory.versions.at(-1)!, model))
        .filter(({ type, status }) => (types?.includes(type) ?? true) && (statuses?.includes(status) ?? true))
        .slice(0, limit);
    },

    async erase(actor, id) {
      const memory = store.memories.get(meantId(store, actor, id));
      if (!memory && findDraft(store, actor, id)) return store.drafts.delete(id);
      if (!memory || !isVisible(actor, memory)) return false;
      takeLines(store, memory, true);
      eraseMemory(store, memory);
      return true;
    },

    async clear(actor, conversationId) {
      return clearConversation(store, actor, conversationId);
    },

    async find(actor, id, model) {
      const memory = store.memories.get(meantId(store, actor, id));
      if (!memory) return findDraft(store, actor, id);
      return isVisible(actor, memory) ? show(store, memory, memory.versions.at(-1)!, model) : null;
    },
  };
}

function toMeant(store: FakeMemoryStore, { actor, memory, ...rest }: CreateMemory): CreateMemory {
  const supersedes = memory.supersedes && meantId(store, actor, memory.supersedes);
  return { ...rest, actor, memory: { ...memory, supersedes } };
}

function refuseCreation(store: FakeMemoryStore, { actor: { tenantId, ownerId }, memory }: CreateMemory) {
  const isOwn = (row: { tenantId: string; ownerId: string } | undefined) =>
    row?.tenantId === tenantId && row.ownerId === ownerId;
  const unknown = memory.sourceMessageIds.find((id) => !isOwn(store.messages.get(id)));
  if (unknown !== undefined) return { outcome: "message_unknown", id: unknown } as const;
  if (memory.supersedes === null) return null;
  if (!isOwn(store.memories.get(memory.supersedes))) return { outcome: "memory_unknown" } as const;
  return successorOf(store, memory.supersedes) ? ({ outcome: "superseded_already" } as const) : null;
}

function keepMemory(store: FakeMemoryStore, { actor, memory, versionId, ...creation }: CreateMemory): void {
  const { id, provenance, sourceMessageIds, supersedes, createdAt, ...state } = memory;
  const { tenantId, ownerId, userId } = actor;
  const first = { ...state, id: versionId, reason: "created", status: "active", createdAt } as const;
  const kept = { id, provenance, sourceMessageIds, supersedes, createdAt, tenantId, ownerId, userId };
  store.memories.set(id, { ...kept, versions: [first] });
  const replaced = store.memories.get(supersedes ?? "");
  if (replaced) outdate(store, replaced, memory.validFrom ?? creation.now, creation);
}

function outdate(
  store: FakeMemoryStore,
  replaced: KeptMemory,
  until: number,
  { outdatedVersionId: id, now }: Pick<CreateMemory, "outdatedVersionId" | "now">,
): void {
  const old = replaced.versions.at(-1)!;
  const ended = Math.min(old.validTo ?? until, until);
  addVersion(store, replaced, {
    ...old,
    id,
    reason: "superseded",
    status: "outdated",
    validTo: Math.max(ended, old.validFrom ?? ended),
    createdAt: Math.max(now, old.createdAt),
  });
  takeLines(store, replaced);
}

export function addVersion(store: FakeMemoryStore, memory: KeptMemory, version: KeptVersion): void {
  store.memories.set(memory.id, { ...memory, versions: [...memory.versions, version] });
}

function revised(old: KeptVersion, { versionId, reason, change }: ReviseMemory): KeptVersion {
  const { nudge, ...state } = change;
  const importance = nudge
    ? Math.round((old.importance + nudge.share * (nudge.towards - old.importance)) * 1e6) / 1e6
    : (state.importance ?? old.importance);
  return { ...old, ...state, importance, id: versionId, reason };
}

function isReversed({ validFrom, validTo }: KeptVersion): boolean {
  return validFrom !== null && validTo !== null && validTo < validFrom;
}

function answerOf({ idempotency, now }: MemoryWrite, id: string, pending: boolean) {
  return {
    requestHash: idempotency?.requestHash ?? "",
    ids: [id],
    pendingIds: pending ? [id] : [],
    createdAt: now,
  };
}

export function isEmbedded(
  store: FakeMemoryStore,
  { ownerId, textHash }: { ownerId: string; textHash: string },
  model: string,
): boolean {
  return store.embeddings.has(embeddingKey({ ownerId, model, textHash }));
}

function successorOf(store: FakeMemoryStore, id: string): KeptMemory | undefined {
  return [...store.memories.values()].find(({ supersedes }) => supersedes === id);
}

export function show(
  store: FakeMemoryStore,
  memory: KeptMemory,
  version: KeptVersion,
  model: string,
): Memory {
  const { tenantId: _, ownerId, versions, ...identity } = memory;
  const { id: __, reason: ___, textHash, createdAt: updatedAt, ...state } = version;
  return {
    ...identity,
    ...state,
    supersededBy: successorOf(store, memory.id)?.id ?? null,
    embeddingStatus: embeddingStatusOf(store, { ownerId, textHash }, model),
    version: versions.indexOf(version) + 1,
    updatedAt,
  };
}
