import type { RetentionWork } from "#shared/ports/retention.ts";
import { dropLoneVectors } from "./fake-erasure.ts";
import type { FakeMemoryStore, KeptMessage } from "./fake-memory-store.ts";
import { newRunForAll } from "./fake-retention-runs.ts";
import {
  type FakeRetentionStore,
  isDueToArchive,
  isDueToDelete,
  type KeptRun,
} from "./fake-retention-store.ts";

/** Nothing is awaited inside, so that each call stands or falls as one statement does. */
export function fakeRetentionWork({ memory, runs }: FakeRetentionStore): RetentionWork {
  const toWalk = (id: string) => {
    const run = runs.get(id);
    return run && run.tenantId === null && run.walkedAt === null ? run : undefined;
  };
  return {
    async workBatch(tenantId, windowSize, now) {
      const [run] = [...runs.values()]
        .filter((each) => each.tenantId === tenantId && each.finishedAt === null)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
      if (!run) return null;
      const old = windowOf(memory, run, windowSize, "archivedTo", ({ archivedAt, createdAt }) =>
        archivedAt === null && run.archiveBefore !== null && createdAt < run.archiveBefore ? createdAt : null,
      );
      const aged = windowOf(memory, run, windowSize, "deletedTo", ({ archivedAt }) =>
        archivedAt !== null && run.deleteBefore !== null && archivedAt < run.deleteBefore ? archivedAt : null,
      );
      const due = old.rows.filter((message) => isDueToArchive(message, run));
      const gone = aged.rows.filter((message) => isDueToDelete(message, run));
      for (const message of due) memory.messages.set(message.id, { ...message, archivedAt: now });
      for (const { ownerId } of due) dropLoneVectors(memory, ownerId);
      for (const { id } of gone) forget(memory, id);
      const finished = old.rows.length < windowSize && aged.rows.length < windowSize;
      runs.set(run.id, {
        ...run,
        archived: run.archived + due.length,
        deleted: run.deleted + gone.length,
        startedAt: run.startedAt ?? now,
        finishedAt: finished ? now : null,
        archivedTo: old.end,
        deletedTo: aged.end,
      });
      return { archived: due.length, deleted: gone.length, finished };
    },

    async beginNight({ id, night, now }) {
      const known = [...runs.values()].some((run) => run.night === night);
      if (!known) runs.set(id, newRunForAll({ id, night, createdAt: now }));
      return [...runs.keys()].filter((each) => toWalk(each)?.dryRun === false);
    },

    async nextTenants(runId, limit) {
      const run = toWalk(runId);
      if (!run) return null;
      const ids = [...memory.tenants].toSorted().filter((id) => id > (run.walkedTo ?? ""));
      return { requestedBy: run.requestedBy, after: run.walkedTo, tenantIds: ids.slice(0, limit) };
    },

    async noteWalk({ runId, step: { after, tenantIds }, endedAt }) {
      const run = toWalk(runId);
      if (!run || run.walkedTo !== after) return false;
      const walkedTo = tenantIds.at(-1) ?? run.walkedTo;
      runs.set(runId, { ...run, walkedTo, tenants: run.tenants + tenantIds.length, walkedAt: endedAt });
      return true;
    },
  };
}

/** The next messages behind where the run has come to, by an instant of theirs and their id. */
function windowOf(
  memory: FakeMemoryStore,
  run: KeptRun,
  size: number,
  place: "archivedTo" | "deletedTo",
  instantOf: (message: KeptMessage) => number | null,
): { rows: KeptMessage[]; end: string } {
  const placed = [...memory.messages.values()]
    .filter((message) => message.tenantId === run.tenantId)
    .flatMap((message) => {
      const at = instantOf(message);
      return at === null ? [] : [{ message, at: `${String(at).padStart(15, "0")}/${message.id}` }];
    })
    .filter(({ at }) => at > run[place])
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .slice(0, size);
  return { rows: placed.map(({ message }) => message), end: placed.at(-1)?.at ?? run[place] };
}

function forget(memory: FakeMemoryStore, messageId: string): void {
  memory.messages.delete(messageId);
  for (const each of memory.memories.values()) {
    const sourceMessageIds = each.sourceMessageIds.filter((id) => id !== messageId);
    memory.memories.set(each.id, { ...each, sourceMessageIds });
  }
}
