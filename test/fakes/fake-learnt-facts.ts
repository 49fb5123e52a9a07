import { namesNoOtherTime } from "#shared/domain/learning/compare-times.ts";
import type { FactOutcome, LearningWrite, SettledFact } from "#shared/ports/learning.ts";
import type { FakeLearningStore } from "./fake-learning-store.ts";
import { addVersion, isEmbedded } from "./fake-memories.ts";
import { embeddingKey, type KeptMemory, type KeptVersion, newestOf, saidAtOf } from "./fake-memory-store.ts";
import { takeLines } from "./take-lines.ts";

/** Writes facts in their order; the new memories that have no vector. */
export function keepFacts(store: FakeLearningStore, write: LearningWrite): string[] {
  const added: string[] = [];
  for (const fact of write.facts) {
    const memoryId = keepFact(store, write, fact, added);
    const draft = store.drafts.get(fact.id);
    if (draft) store.drafts.set(fact.id, { ...draft, settledAt: write.now, memoryId });
  }
  return added.filter((id) => {
    const memory = store.memory.memories.get(id)!;
    return !isEmbedded(store.memory, { ...memory, ...memory.versions.at(-1)! }, write.model);
  });
}

/** The memory that it is, or went into. */
function keepFact(
  store: FakeLearningStore,
  write: LearningWrite,
  fact: SettledFact,
  added: string[],
): string {
  const outcome = asThingsAre(store, write, fact);
  const twin = twinOf(store, write, fact);
  if (outcome.action === "ignore") {
    const { sourceMessageIds } = store.memory.memories.get(outcome.memoryId)!;
    if (sourceMessageIds.length > 0) addSources(store, outcome.memoryId, fact);
    return outcome.memoryId;
  }
  if (outcome.action === "reinforce" || twin) {
    const into = outcome.action === "reinforce" ? store.memory.memories.get(outcome.memoryId)! : twin!;
    if (outcome.action === "update" && !isPast(store, write, fact, outcome))
      outdate(store, write, fact, outcome);
    if (!added.includes(into.id)) reinforce(store, write, fact, into);
    addSources(store, into.id, fact);
    return into.id;
  }
  if (outcome.action === "update" && isPast(store, write, fact, outcome)) {
    const past = pastTwinOf(store, write, fact);
    if (past) {
      addSources(store, past.id, fact);
      return past.id;
    }
    addPast(store, write, fact, outcome);
    added.push(fact.id);
    return fact.id;
  }
  if (outcome.action === "update") outdate(store, write, fact, outcome);
  add(store, write, fact, outcome.action === "update" ? outcome.memoryId : null);
  added.push(fact.id);
  return fact.id;
}

type Update = Extract<FactOutcome, { action: "update" }>;

/** What it would replace was said later. */
function isPast(store: FakeLearningStore, write: LearningWrite, fact: SettledFact, outcome: Update): boolean {
  const memory = store.memory.memories.get(outcome.memoryId)!;
  return factSaidAt(store, write, fact) < saidAtOf(store.memory, memory);
}

function pastTwinOf(store: FakeLearningStore, write: LearningWrite, fact: SettledFact) {
  return twinsOf(store, write, fact)[0];
}

/** Kept as what was true until the first that was said later. */
function addPast(
  store: FakeLearningStore,
  write: LearningWrite,
  fact: SettledFact,
  { memoryId }: Update,
): void {
  const saidAt = factSaidAt(store, write, fact);
  let later = store.memory.memories.get(memoryId)!;
  for (let before = later; saidAtOf(store.memory, before) > saidAt; ) {
    later = before;
    const next = store.memory.memories.get(before.supersedes ?? "");
    if (!next) break;
    before = next;
  }
  const changedAt = later.versions.at(-1)!.validFrom ?? saidAtOf(store.memory, later);
  const ended = Math.min(fact.validTo ?? changedAt, changedAt);
  add(store, write, { ...fact, validTo: Math.max(ended, fact.validFrom ?? ended) }, null);
  const { versions, ...memory } = store.memory.memories.get(fact.id)!;
  const outdated = versions.map((version) => ({ ...version, status: "outdated" as const }));
  store.memory.memories.set(fact.id, { ...memory, versions: outdated });
}

function factSaidAt({ memory, drafts }: FakeLearningStore, { now }: LearningWrite, fact: SettledFact) {
  return newestOf(memory, fact.sourceMessageIds) ?? drafts.get(fact.id)?.draft.createdAt ?? now;
}

/** A decision about what is not believed any more is none; what takes its own place is said again. */
function asThingsAre(store: FakeLearningStore, write: LearningWrite, fact: SettledFact): FactOutcome {
  const { outcome } = fact;
  if (outcome.action === "add") return outcome;
  const memory = store.memory.memories.get(outcome.memoryId);
  if (!memory || memory.ownerId !== write.learner.ownerId || !isActive(memory)) return { action: "add" };
  const isItself = outcome.action === "update" && twinOf(store, write, fact) === memory;
  return isItself ? { ...outcome, action: "reinforce" } : outcome;
}

/** Of several the one that it is about, or one that is not over. */
function twinOf(store: FakeLearningStore, write: LearningWrite, fact: SettledFact) {
  const saidAt = factSaidAt(store, write, fact);
  const { outcome } = fact;
  const rank = ({ id, versions }: KeptMemory) => {
    if ("memoryId" in outcome && outcome.memoryId === id) return 0;
    return (versions.at(-1)!.validTo ?? Number.POSITIVE_INFINITY) > saidAt ? 1 : 2;
  };
  return twinsOf(store, write, fact)
    .filter(isActive)
    .toSorted((a, b) => rank(a) - rank(b))[0];
}

/** The same words of another time are no twin. */
function twinsOf({ memory }: FakeLearningStore, { learner }: LearningWrite, fact: SettledFact): KeptMemory[] {
  return [...memory.memories.values()].filter(({ ownerId, versions }) => {
    const { textHash, ...known } = versions.at(-1)!;
    return ownerId === learner.ownerId && textHash === fact.textHash && namesNoOtherTime(fact, known);
  });
}

export function isActive({ versions }: KeptMemory): boolean {
  return versions.at(-1)!.status === "active";
}

function add(
  store: FakeLearningStore,
  write: LearningWrite,
  fact: SettledFact,
  supersedes: string | null,
): void {
  const { learner, model, now } = write;
  const { id, versionId, type, content, textHash, importance, validFrom, validTo, metadata } = fact;
  const version: KeptVersion = {
    ...{ id: versionId, type, content, textHash, importance, validFrom, validTo, metadata },
    ...{ status: "active", reason: "created", createdAt: now },
  };
  const { tenantId, ownerId, userId } = learner;
  const sourceMessageIds = known(store, fact);
  const provenance = sourceMessageIds.length > 0 ? "messages" : "client";
  const whose = { tenantId, ownerId, userId };
  store.memory.memories.set(id, {
    ...{ id, ...whose, provenance, sourceMessageIds, supersedes, createdAt: now },
    versions: [version],
  });
  if (fact.vector === null) return;
  const embedding = {
    tenantId,
    ownerId,
    model,
    textHash,
    dimensions: fact.vector.length,
    vector: fact.vector,
  };
  store.memory.embeddings.set(embeddingKey(embedding), embedding);
}

function reinforce(
  store: FakeLearningStore,
  write: LearningWrite,
  fact: SettledFact,
  memory: KeptMemory,
): void {
  const { now } = write;
  const { outcome, versionId, oldVersionId, validTo } = fact;
  const saidAt = factSaidAt(store, write, fact);
  const old = memory.versions.at(-1)!;
  const importance = Math.round((old.importance + 0.2 * (1 - old.importance)) * 1e6) / 1e6;
  const holdsAgain =
    old.validTo !== null && old.validTo <= saidAt && (validTo === null || validTo > old.validTo);
  const id = outcome.action === "reinforce" ? oldVersionId : versionId;
  follow(store, memory, {
    ...old,
    id,
    importance,
    reason: "reinforced",
    createdAt: now,
    ...(holdsAgain && { validTo }),
  });
  note(store, memory.id, outcome);
}

function outdate(store: FakeLearningStore, write: LearningWrite, fact: SettledFact, outcome: Update): void {
  const { now } = write;
  const { oldVersionId: id, validFrom } = fact;
  const memory = store.memory.memories.get(outcome.memoryId)!;
  const old = memory.versions.at(-1)!;
  const ended = Math.min(
    old.validTo ?? Number.POSITIVE_INFINITY,
    validFrom ?? factSaidAt(store, write, fact),
  );
  const validTo = Math.max(ended, old.validFrom ?? ended);
  follow(store, memory, { ...old, id, validTo, reason: "superseded", status: "outdated", createdAt: now });
  takeLines(store.memory, memory);
  note(store, memory.id, outcome);
}

function follow({ memory: store }: FakeLearningStore, memory: KeptMemory, version: KeptVersion): void {
  const { createdAt } = memory.versions.at(-1)!;
  addVersion(store, memory, { ...version, createdAt: Math.max(createdAt, version.createdAt) });
}

function note({ notes }: FakeLearningStore, memoryId: string, outcome: FactOutcome): void {
  if ("note" in outcome) notes.set(memoryId, outcome.note.slice(0, 300));
}

function addSources(store: FakeLearningStore, memoryId: string, fact: SettledFact): void {
  const memory = store.memory.memories.get(memoryId)!;
  const sourceMessageIds = [...new Set([...memory.sourceMessageIds, ...known(store, fact)])];
  store.memory.memories.set(memoryId, { ...memory, sourceMessageIds });
}

/** A message that was erased meanwhile is no source. */
function known({ memory }: FakeLearningStore, { sourceMessageIds }: SettledFact): string[] {
  return sourceMessageIds.filter((id) => memory.messages.has(id));
}
