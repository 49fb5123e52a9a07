import type { FactDraft, Learner, LearningFailure, LearningJob } from "#shared/ports/learning.ts";
import { createFakeMemoryStore, type FakeMemoryStore, type KeptUnlearned } from "./fake-memory-store.ts";

export interface KeptDraft {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly userId: string | null;
  readonly draft: FactDraft;
  readonly settledAt: number | null;
  readonly memoryId: string | null;
}

export interface KeptLearningJob {
  readonly tenantId: string;
  readonly touchedAt: number;
  readonly dueAt: number;
}

/** What is known of an owner beside what they said. */
export type KeptLearner = Pick<Learner, "name" | "timeZone" | "refusedTypes">;

/** What Postgres would hold of learning, beside messages and memories. */
export interface FakeLearningStore {
  readonly memory: FakeMemoryStore;
  /** The memory's own. */
  readonly unlearned: Map<string, KeptUnlearned>;
  readonly drafts: Map<string, KeptDraft>;
  /** By owner. */
  readonly learners: Map<string, KeptLearner>;
  readonly epochs: Map<string, number>;
  /** The outbox entries, by id. */
  readonly jobs: Map<string, KeptLearningJob>;
  readonly failed: Map<string, { readonly job: LearningJob; readonly reason: LearningFailure }>;
  /** Why the latest version of a memory came about. */
  readonly notes: Map<string, string>;
}

export function createFakeLearningStore(memory = createFakeMemoryStore()): FakeLearningStore {
  return {
    memory,
    unlearned: memory.unlearned,
    drafts: new Map(),
    learners: new Map(),
    epochs: new Map(),
    jobs: new Map(),
    failed: new Map(),
    notes: new Map(),
  };
}
