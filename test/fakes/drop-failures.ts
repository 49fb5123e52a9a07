import type { FakeMemoryStore, KeptFailure } from "./fake-memory-store.ts";

/** A failed job is over once none of its texts is failed any more, whoever took the last failure away. */
export function dropFailures(
  store: FakeMemoryStore,
  isGone: (failure: KeptFailure, key: string) => boolean,
  now: number,
): void {
  const gone = [...store.failures].filter(([key, failure]) => isGone(failure, key));
  for (const [key] of gone) store.failures.delete(key);
  const left = new Set([...store.failures.values()].map(({ jobId }) => jobId));
  for (const [, { jobId }] of gone) {
    const job = store.failedJobs.get(jobId);
    if (job && !left.has(jobId)) store.failedJobs.set(jobId, { ...job, retriedAt: job.retriedAt ?? now });
  }
}
