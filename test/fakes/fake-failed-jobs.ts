import type { FailedJob, FailedJobSweep, FailedJobs } from "#shared/ports/failed-jobs.ts";
import type { OutboxEntry } from "#shared/ports/outbox.ts";
import type { FakeMemoryStore } from "./fake-memory-store.ts";

const keptMs = 90 * 86_400_000;

export function fakeFailedJobs(store: FakeMemoryStore): FailedJobs & FailedJobSweep {
  const sorted = () => [...store.failedJobs.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));

  function putBack(job: FailedJob, now: number): { job: FailedJob; entry: OutboxEntry } {
    const retried = { ...job, retriedAt: job.retriedAt ?? now };
    store.failedJobs.set(job.id, retried);
    const entry = toEntry(job);
    store.outbox.set(job.id, { ...entry, dueAt: now + 60_000, attempts: 0 });
    for (const [key, failure] of store.failures) if (failure.jobId === job.id) store.failures.delete(key);
    return { job: retried, entry };
  }

  return {
    async list({ tenantId, status, after, limit }) {
      const found = sorted()
        .filter((job) => tenantId === null || job.tenantId === tenantId)
        .filter((job) => (job.retriedAt !== null) === (status === "retried"))
        .filter((job) => after === null || job.id < after)
        .toReversed();
      return { items: found.slice(0, limit), next: found.length > limit ? found[limit - 1]!.id : null };
    },

    async retry({ tenantId, id, now }) {
      const job = store.failedJobs.get(id);
      return job && (tenantId === null || job.tenantId === tenantId) ? putBack(job, now) : null;
    },

    async retryAll({ queue, limit, now }) {
      const waiting = sorted().filter((job) => job.queue === queue && job.retriedAt === null);
      const entries = waiting.slice(0, limit).map((job) => putBack(job, now).entry);
      return { entries, more: waiting.length > entries.length };
    },

    async sweep(now, limit) {
      const marks = new Set([...store.failures.values()].map(({ jobId }) => jobId));
      const old = [...store.failedJobs.values()]
        .filter(({ id, retriedAt }) => retriedAt !== null && retriedAt < now - keptMs && !marks.has(id))
        .toSorted((a, b) => a.retriedAt! - b.retriedAt!)
        .slice(0, limit);
      for (const { id } of old) store.failedJobs.delete(id);
      return old.length;
    },
  };
}

/** A session's job has its id. */
function toEntry({ id, tenantId, queue, kind, messageIds, memoryIds, requestId }: FailedJob): OutboxEntry {
  const entry = { id, tenantId, queue, messageIds, requestId };
  if (kind === "end_session") return { ...entry, kind, sessionId: id };
  return kind === "reembed" ? { ...entry, kind } : { ...entry, memoryIds };
}
