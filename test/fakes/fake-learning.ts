import type { Learner, Learning, LearningWrite, NearMemory } from "#shared/ports/learning.ts";
import type { FakeLearningStore } from "./fake-learning-store.ts";
import { isActive, keepFacts } from "./fake-learnt-facts.ts";
import { embeddingKey, type KeptMemory, type KeptUnlearned, saidAtOf } from "./fake-memory-store.ts";
import { rateWords, wordsOf } from "./rate-words.ts";

/** Nothing is awaited inside, so that each call stands or falls as one statement does. It keeps no graph. */
export function fakeLearning(store: FakeLearningStore): Learning {
  return {
    async readStretch({ tenantId, conversationId, most }) {
      forgetRefused(store, conversationId);
      const waiting = waitingOf(store, tenantId, conversationId);
      const [first] = waiting;
      if (!first) {
        store.jobs.delete(conversationId);
        return null;
      }
      const job = store.jobs.get(conversationId);
      if (!job) return null;
      const taken = takeUpTo(store, waiting, most);
      const before = [...store.memory.messages.values()]
        .filter((message) => message.conversationId === conversationId && message.role !== "system")
        .filter(({ id, createdAt }) =>
          isEarlier({ id, at: createdAt }, { id: first.messageId, at: first.saidAt }),
        )
        .filter(({ id, flagged }) => !flagged && !store.unlearned.has(id))
        .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
        .slice(-most.context);
      const show = (isContext: boolean) => (id: string) => {
        const { role, name, content, createdAt } = store.memory.messages.get(id)!;
        return { id, role, name, content, createdAt, isContext };
      };
      return {
        learner: learnerOf(store, { ...first, userId: store.memory.messages.get(first.messageId)!.userId }),
        conversationId,
        messages: [
          ...(most.context > 0 ? before : []).map(({ id }) => id).map(show(true)),
          ...taken.map(({ messageId }) => messageId).map(show(false)),
        ],
        touchedAt: job.touchedAt,
      };
    },

    async readDrafts({ tenantId, outboxId, draftIds }) {
      const kept = draftIds.flatMap((id) => store.drafts.get(id) ?? []);
      const open = kept.filter((draft) => draft.tenantId === tenantId && draft.settledAt === null);
      const [first] = open;
      if (first) return { learner: learnerOf(store, first), drafts: open.map(({ draft }) => draft) };
      store.jobs.delete(outboxId);
      return null;
    },

    async nearest({ learner, questions, model, most }) {
      const believed = [...store.memory.memories.values()].filter(
        (memory) => memory.ownerId === learner.ownerId && isActive(memory),
      );
      const texts = believed.map(({ versions }) => wordsOf(versions.at(-1)!.content));
      const near = questions.map(({ content, vector }) => {
        const lexical = rateWords(wordsOf(content), texts);
        return believed
          .map((memory, at) => toNear(store, memory, lexical[at]!, cosineOf(store, memory, vector, model)))
          .filter(({ score }) => score > 0)
          .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
          .slice(0, most);
      });
      return { epoch: store.epochs.get(learner.ownerId) ?? 0, near };
    },

    async write(write) {
      const { learner, from, now } = write;
      if (!isThere(store, write) || (from.kind === "stretch" && isRefused(store, from.conversationId)))
        return { outcome: "gone" };
      const epoch = store.epochs.get(learner.ownerId) ?? 0;
      if (epoch !== learner.epoch) return { outcome: "stale" };
      const { refusedTypes } = learnerOf(store, learner);
      if (String(refusedTypes.toSorted()) !== String(learner.refusedTypes.toSorted()))
        return { outcome: "consents_changed" };
      store.epochs.set(learner.ownerId, epoch + 1);
      const pendingMemoryIds = keepFacts(store, write);
      if (from.kind === "drafts") {
        for (const id of from.draftIds) {
          const draft = store.drafts.get(id);
          if (draft?.settledAt === null) store.drafts.set(id, { ...draft, settledAt: now });
        }
        store.jobs.delete(from.outboxId);
        store.failed.delete(from.outboxId);
        return { outcome: "stored", more: false, pendingMemoryIds };
      }
      for (const id of from.flaggedIds) {
        const message = store.memory.messages.get(id);
        if (message) store.memory.messages.set(id, { ...message, flagged: true });
      }
      for (const id of from.messageIds) store.unlearned.delete(id);
      const more = waitingOf(store, learner.tenantId, from.conversationId).length > 0;
      const job = store.jobs.get(from.conversationId);
      if (job && !more && job.touchedAt === from.touchedAt) store.jobs.delete(from.conversationId);
      else if (job) store.jobs.set(from.conversationId, { ...job, dueAt: now });
      if (!hasAny(store, from.conversationId)) store.failed.delete(from.conversationId);
      return { outcome: "stored", more, pendingMemoryIds };
    },

    async fail({ tenantId, jobs, reason, now, messageIds }) {
      let failed = 0;
      for (const job of jobs) {
        const isLeft =
          job.kind === "learn"
            ? hasAny(store, job.conversationId)
            : job.draftIds.some((id) => store.drafts.get(id)?.settledAt === null);
        const wasThere = store.jobs.has(job.id);
        if (!messageIds) store.jobs.delete(job.id);
        if (job.kind === "learn") {
          const [oldest] = wasThere ? waitingOf(store, tenantId, job.conversationId) : [];
          for (const id of messageIds ?? (oldest ? [oldest.messageId] : [])) setAside(store, id, now);
        }
        if (!isLeft) continue;
        if (!store.failed.has(job.id)) store.failed.set(job.id, { job, reason });
        failed += 1;
      }
      return failed;
    },
  };
}

function waitingOf(store: FakeLearningStore, tenantId: string, conversationId: string): KeptUnlearned[] {
  return [...store.unlearned.values()]
    .filter((one) => one.tenantId === tenantId && one.conversationId === conversationId)
    .filter(({ messageId, setAsideAt }) => store.memory.messages.has(messageId) && setAsideAt === undefined)
    .toSorted((a, b) => a.saidAt - b.saidAt || (a.messageId < b.messageId ? -1 : 1));
}

/** Set aside or not. */
function hasAny(store: FakeLearningStore, conversationId: string): boolean {
  return [...store.unlearned.values()].some((waiting) => waiting.conversationId === conversationId);
}

function setAside(store: FakeLearningStore, messageId: string, now: number): void {
  const waiting = store.unlearned.get(messageId);
  if (waiting) store.unlearned.set(messageId, { setAsideAt: now, ...waiting });
}

/** A conversation's own word alone: of its tenant nothing is kept here. */
function isRefused({ memory }: FakeLearningStore, conversationId: string): boolean {
  return memory.conversations.get(conversationId)?.extraction === false;
}

function forgetRefused(store: FakeLearningStore, conversationId: string): void {
  if (!isRefused(store, conversationId)) return;
  for (const waiting of [...store.unlearned.values()])
    if (waiting.conversationId === conversationId) store.unlearned.delete(waiting.messageId);
}

/** The first one always, however long it is. */
function takeUpTo(
  { memory }: FakeLearningStore,
  waiting: readonly KeptUnlearned[],
  most: { readonly messages: number; readonly characters: number },
): KeptUnlearned[] {
  let characters = 0;
  return waiting.slice(0, most.messages).filter(({ messageId }, at) => {
    characters += memory.messages.get(messageId)!.content.length;
    return at === 0 || characters <= most.characters;
  });
}

function isEarlier(a: { id: string; at: number }, b: { id: string; at: number }): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}

function learnerOf(
  store: FakeLearningStore,
  { tenantId, ownerId, userId }: Pick<Learner, "tenantId" | "ownerId" | "userId">,
): Learner {
  const known = store.learners.get(ownerId) ?? { name: null, timeZone: null, refusedTypes: [] };
  return { tenantId, ownerId, userId, ...known, epoch: store.epochs.get(ownerId) ?? 0 };
}

/** All of the stretch must still wait; of drafts one is enough. */
function isThere(store: FakeLearningStore, { from }: LearningWrite): boolean {
  if (from.kind === "drafts") return from.draftIds.some((id) => store.drafts.get(id)?.settledAt === null);
  return from.messageIds.length > 0 && from.messageIds.every((id) => store.unlearned.has(id));
}

function toNear(
  { memory: store }: FakeLearningStore,
  memory: KeptMemory,
  lexical: number,
  vector: number,
): NearMemory {
  const { type, content, textHash, importance, validFrom, validTo } = memory.versions.at(-1)!;
  const told = {
    id: memory.id,
    saidAt: saidAtOf(store, memory),
    type,
    content,
    textHash,
    importance,
    validFrom,
    validTo,
  };
  return { ...told, vector, lexical, score: Math.max(vector, lexical) };
}

function cosineOf(
  { memory: { embeddings } }: FakeLearningStore,
  { ownerId, versions }: KeptMemory,
  vector: readonly number[] | null,
  model: string,
): number {
  const kept = embeddings.get(embeddingKey({ ownerId, model, textHash: versions.at(-1)!.textHash }));
  if (!vector || kept?.dimensions !== vector.length) return 0;
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, at) => sum + x * b[at]!, 0);
  const length = Math.sqrt(dot(vector, vector) * dot(kept.vector, kept.vector));
  return length === 0 ? 0 : Math.max(0, dot(vector, kept.vector) / length);
}
