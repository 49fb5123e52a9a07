import type { NewRun, RetentionRun, RetentionRuns } from "#shared/ports/retention.ts";
import {
  archiveBefore,
  deleteBefore,
  type FakeRetentionStore,
  isDueToArchive,
  isDueToDelete,
  type KeptRun,
} from "./fake-retention-store.ts";

const answersLastMs = 24 * 3_600_000;
const untouched = {
  night: null,
  startedAt: null,
  finishedAt: null,
  archived: 0,
  deleted: 0,
  tenants: 0,
  walkedTo: null,
  walkedAt: null,
  archivedTo: "",
  deletedTo: "",
};

export function newRunForAll(given: Pick<KeptRun, "id" | "createdAt"> & Partial<KeptRun>): KeptRun {
  const terms = { policy: null, archiveBefore: null, deleteBefore: null };
  return {
    ...untouched,
    ...terms,
    tenantId: null,
    parentId: null,
    requestedBy: null,
    dryRun: false,
    ...given,
  };
}

export function fakeRetentionRuns(store: FakeRetentionStore): RetentionRuns {
  const { runs, claims, memory } = store;
  return {
    async claim({ tenantId, ownerId, callerId, mayProvision }, id, { route, key, requestHash }, now) {
      if (!mayProvision && !memory.tenants.has(tenantId)) return id;
      const name = JSON.stringify([tenantId, ownerId, callerId, route, key]);
      const kept = claims.get(name);
      if (kept && kept.createdAt >= now - answersLastMs)
        return kept.requestHash === requestHash ? kept.runId : "mismatch";
      claims.set(name, { requestHash, runId: id, createdAt: now });
      return id;
    },

    async begin(run) {
      if (run.mayProvision) memory.tenants.add(run.tenantId);
      if (!memory.tenants.has(run.tenantId)) return "tenant_unknown";
      const known = [...runs.values()].find(
        ({ id, parentId, tenantId }) =>
          id === run.id || (parentId !== null && parentId === run.parentId && tenantId === run.tenantId),
      );
      const kept = known ?? toRun(store, run);
      runs.set(kept.id, kept);
      return show(store, kept);
    },

    async beginForAll({ id, requestedBy, dryRun, now }) {
      if (!runs.has(id)) runs.set(id, newRunForAll({ id, requestedBy, dryRun, createdAt: now }));
    },

    async find(tenantId, id) {
      const run = runs.get(id);
      return run && (tenantId === null || run.tenantId === tenantId) ? show(store, run) : null;
    },

    async list({ tenantId, after, limit }) {
      const found = [...runs.values()]
        .filter((run) => (tenantId === null ? run.parentId === null : run.tenantId === tenantId))
        .filter(({ id }) => after === null || id < after)
        .toSorted((a, b) => (a.id < b.id ? 1 : -1))
        .map((run) => show(store, run));
      return { items: found.slice(0, limit), next: found.length > limit ? found[limit - 1]!.id : null };
    },
  };
}

function toRun({ memory, policies }: FakeRetentionStore, run: NewRun): KeptRun {
  const { id, tenantId, parentId, requestedBy, dryRun, now } = run;
  const policy = policies.get(tenantId) ?? run.defaultPolicy;
  const terms = {
    policy,
    archiveBefore: archiveBefore(policy, now),
    deleteBefore: deleteBefore(policy, now),
  };
  const begun = { ...untouched, ...terms, id, tenantId, parentId, requestedBy, dryRun, createdAt: now };
  if (!dryRun) return begun;
  const messages = [...memory.messages.values()].filter((message) => message.tenantId === tenantId);
  return {
    ...begun,
    startedAt: now,
    finishedAt: now,
    archived: messages.filter((message) => isDueToArchive(message, terms)).length,
    deleted: messages.filter((message) => isDueToDelete(message, terms)).length,
  };
}

function show({ runs }: FakeRetentionStore, run: KeptRun): RetentionRun {
  const { id, tenantId, requestedBy, dryRun, createdAt } = run;
  const shown = { id, tenantId, requestedBy, dryRun, createdAt };
  const { archiveBefore: before, deleteBefore: gone } = run;
  const parts = tenantId === null ? [...runs.values()].filter(({ parentId }) => parentId === id) : [run];
  const started = parts.flatMap(({ startedAt }) => startedAt ?? []);
  const finished = parts.flatMap(({ finishedAt }) => finishedAt ?? []);
  const sum = (of: "archived" | "deleted") => parts.reduce((total, part) => total + part[of], 0);
  const isOver =
    tenantId === null ? run.walkedAt !== null && finished.length === run.tenants : finished.length > 0;
  return {
    ...shown,
    archiveBefore: before,
    deleteBefore: gone,
    startedAt: started.length > 0 ? Math.min(...started) : null,
    finishedAt: isOver ? Math.max(...finished, ...(finished.length === 0 ? [run.walkedAt!] : [])) : null,
    archived: sum("archived"),
    deleted: sum("deleted"),
    tenants: tenantId === null ? run.tenants : null,
  };
}
