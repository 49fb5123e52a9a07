import { uuidv7 } from "uuidv7";
import { postgresConversations } from "#shared/adapters/postgres/conversations/postgres-conversations.ts";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresArchive } from "#shared/adapters/postgres/retention/postgres-archive.ts";
import { postgresRetentionPolicies } from "#shared/adapters/postgres/retention/postgres-retention-policies.ts";
import { postgresRetentionRuns } from "#shared/adapters/postgres/retention/postgres-retention-runs.ts";
import { postgresRetentionWork } from "#shared/adapters/postgres/retention/postgres-retention-work.ts";
import { postgresRunSweep } from "#shared/adapters/postgres/retention/postgres-run-sweep.ts";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { Archive, ArchiveQuery } from "#shared/ports/archive.ts";
import type { Conversations } from "#shared/ports/conversations.ts";
import type {
  NewRun,
  RetentionPolicies,
  RetentionPolicy,
  RetentionRun,
  RetentionRuns,
  RetentionWork,
  RunSweep,
} from "#shared/ports/retention.ts";
import { fakeArchive } from "#test/fakes/fake-archive.ts";
import { fakeConversations } from "#test/fakes/fake-conversations.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeRetentionPolicies } from "#test/fakes/fake-retention-policies.ts";
import { fakeRetentionRuns } from "#test/fakes/fake-retention-runs.ts";
import { createFakeRetentionStore } from "#test/fakes/fake-retention-store.ts";
import { fakeRetentionWork } from "#test/fakes/fake-retention-work.ts";
import { fakeRunSweep } from "#test/fakes/fake-run-sweep.ts";
import { fakeMemory, type MemorySubject, postgresMemory } from "./memory-subject.ts";

export interface RetentionSubject extends MemorySubject {
  readonly policies: RetentionPolicies;
  readonly runs: RetentionRuns;
  readonly work: RetentionWork;
  readonly archive: Archive;
  readonly runSweep: RunSweep;
  readonly conversations: Conversations;
}

export function fakeRetention(): RetentionSubject {
  const memory = createFakeMemoryStore();
  const store = createFakeRetentionStore(memory);
  return {
    ...fakeMemory(memory),
    policies: fakeRetentionPolicies(store),
    runs: fakeRetentionRuns(store),
    work: fakeRetentionWork(store),
    archive: fakeArchive(memory),
    runSweep: fakeRunSweep(store),
    conversations: fakeConversations(memory),
  };
}

export function postgresRetention(url: string): RetentionSubject {
  const database = createDatabase({ url });
  return {
    ...postgresMemory(url),
    policies: postgresRetentionPolicies(database),
    runs: postgresRetentionRuns(database),
    work: postgresRetentionWork(database),
    archive: postgresArchive(database),
    runSweep: postgresRunSweep(database),
    conversations: postgresConversations(database),
  };
}

export const dayMs = 24 * 3_600_000;

/** Puts away whatever is older than a day, and deletes nothing. */
export function buildPolicy(given: Partial<RetentionPolicy> = {}): RetentionPolicy {
  return {
    enabled: true,
    archive: { afterDays: 1, belowImportance: null, roles: ["user", "assistant", "system"] },
    delete: null,
    keep: { roles: [], minImportance: null, metadata: {} },
    ...given,
  };
}

export function buildRun(actor: Actor, given: Partial<NewRun> = {}): NewRun {
  return {
    id: uuidv7(),
    tenantId: actor.tenantId,
    ownerId: deriveOwnerId(actor.tenantId, null),
    parentId: null,
    requestedBy: "test",
    dryRun: false,
    now: Date.now(),
    defaultPolicy: buildPolicy(),
    mayProvision: true,
    ...given,
  };
}

export async function begin(
  { runs }: Pick<RetentionSubject, "runs">,
  actor: Actor,
  given: Partial<NewRun> = {},
): Promise<RetentionRun> {
  const begun = await runs.begin(buildRun(actor, given));
  if (typeof begun === "string") throw new Error(begun);
  return begun;
}

/** Works until nothing is left; the sizes of the batches. */
export async function workOff(
  { work }: Pick<RetentionSubject, "work">,
  { tenantId }: Actor,
  { windowSize = 3, now = Date.now() } = {},
): Promise<{ archived: number; deleted: number; batches: number }> {
  const done = { archived: 0, deleted: 0, batches: 0 };
  for (;;) {
    const batch = await work.workBatch(tenantId, windowSize, now);
    if (!batch) return done;
    done.archived += batch.archived;
    done.deleted += batch.deleted;
    done.batches++;
  }
}

/** A whole run, from its beginning to its record. */
export async function runOnce(
  subject: RetentionSubject,
  actor: Actor,
  policy: RetentionPolicy,
  now = Date.now(),
): Promise<RetentionRun> {
  await subject.policies.set(actor, policy, now);
  const { id } = await begin(subject, actor, { now });
  await workOff(subject, actor, { now });
  return (await subject.runs.find(actor.tenantId, id))!;
}

const everything: ArchiveQuery = {
  clientConversationId: null,
  roles: null,
  since: null,
  until: null,
  after: null,
  limit: 100,
};

/** The ids in an actor's archive, as it lists them. */
export async function archived(
  { archive }: Pick<RetentionSubject, "archive">,
  actor: Actor,
  given: Partial<ArchiveQuery> = {},
): Promise<string[]> {
  const page = await archive.list(actor, { ...everything, ...given }, "fake-embedding");
  return page.items.map(({ id }) => id);
}
