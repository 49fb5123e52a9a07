import { Conflict } from "../../errors.ts";
import type { Ids } from "../../ports/clock.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { Learner, Learning, LearningWrite, LearningWritten, SettledFact } from "../../ports/learning.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { sendNow } from "../outbox/send-now.ts";
import type { AsksModel } from "./ask-model.ts";
import { consolidateFacts } from "./consolidate-facts.ts";
import { embedFacts } from "./embed-facts.ts";
import type { Fact } from "./fact.ts";
import type { Vector } from "./find-candidates.ts";
import type { ResolvedFact } from "./resolve-outcomes.ts";

export interface LearningNeeds extends AsksModel {
  readonly learning: Learning;
  readonly embedder: Embedder;
  readonly jobs: JobQueue;
  readonly ids: Ids;
  readonly log: WorkLog;
}

interface Writing {
  readonly learner: Learner;
  readonly from: LearningWrite["from"];
  readonly facts: readonly Fact[];
  readonly requestId: string;
  readonly until: number;
}

type Settled = Exclude<LearningWritten, { outcome: "stale" }>;

const mostNear = 8;
const mostTries = 5;

/** Decides by what is known, and writes it if nothing was learnt meanwhile; else decides anew. */
export async function writeFacts(ports: LearningNeeds, writing: Writing): Promise<Settled> {
  const { facts, learner, from, until } = writing;
  const vectors = await embedFacts(ports, facts, until);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { epoch, near } = await lookAround(ports, writing, vectors, tries);
    const resolved = await consolidateFacts(ports, {
      ...{ facts, vectors, near, until, zone: learner.timeZone ?? "UTC" },
      refusedTypes: learner.refusedTypes,
      keepsEach: from.kind === "drafts",
    });
    const write = toWrite(ports, writing, epoch, withVectors(resolved, facts, vectors));
    const written = await ports.learning.write(write);
    if (written.outcome === "stale") continue;
    if (written.outcome === "stored") {
      countFacts(ports, resolved, facts.length);
      await embedLater(ports, writing, write.embedOutboxId, written.pendingMemoryIds);
    }
    return written;
  }
  throw new Conflict("others learn of the same person all the time");
}

/** Where there is nothing to hold against what is known, nobody needs to look until somebody else was faster. */
async function lookAround(
  { learning, embedder: { model }, clock }: LearningNeeds,
  { learner, facts }: Writing,
  vectors: readonly Vector[],
  tries: number,
): ReturnType<Learning["nearest"]> {
  if (facts.length === 0 && tries === 0) return { epoch: learner.epoch, near: [] };
  const questions = facts.map((fact, at) => ({ content: toQuestion(fact), vector: vectors[at] ?? null }));
  return await learning.nearest({ learner, questions, model, most: mostNear, now: clock.now() });
}

/** "moved to Munich" shares no word with "lives in Berlin", and its relation does. */
function toQuestion({ content, relations }: Fact): string {
  const predicates = new Set(relations.map(({ predicate }) => predicate.replaceAll("_", " ")));
  return [content, ...predicates].join(" ");
}

function toWrite(
  { ids, embedder: { model }, clock }: LearningNeeds,
  { learner: { tenantId, ownerId, userId, refusedTypes }, from, requestId }: Writing,
  epoch: number,
  facts: readonly (ResolvedFact & { readonly vector: Vector })[],
): LearningWrite {
  return {
    learner: { tenantId, ownerId, userId, refusedTypes, epoch },
    from,
    facts: facts.map(
      ({ saidAt: _, ...fact }): SettledFact => ({
        ...fact,
        versionId: ids.next(),
        oldVersionId: ids.next(),
      }),
    ),
    model,
    embedOutboxId: ids.next(),
    requestId,
    now: clock.now(),
  };
}

function withVectors(resolved: readonly ResolvedFact[], facts: readonly Fact[], vectors: readonly Vector[]) {
  const vectorOf = new Map(facts.map(({ id }, at) => [id, vectors[at] ?? null]));
  return resolved.map((fact) => ({ ...fact, vector: vectorOf.get(fact.id) ?? null }));
}

function countFacts({ tally }: LearningNeeds, resolved: readonly ResolvedFact[], told: number): void {
  for (const { outcome } of resolved) tally.add("aimi_learning_facts_total", { outcome: outcome.action });
  const merged = told - resolved.length;
  if (merged > 0) tally.add("aimi_learning_facts_total", { outcome: "merged" }, merged);
}

async function embedLater(
  ports: LearningNeeds,
  { learner: { tenantId }, requestId }: Writing,
  id: string,
  memoryIds: readonly string[],
): Promise<void> {
  if (memoryIds.length === 0) return;
  await sendNow(ports, { id, tenantId, queue: "memory-jobs", messageIds: [], memoryIds, requestId });
}
