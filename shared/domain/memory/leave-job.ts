import type { DirtyMark, JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";

interface Needs {
  readonly jobs: JobQueue;
  readonly dirtyMark: DirtyMark;
  readonly log: WorkLog;
}

/** Begun before the write: the sweep must look while a row may stand that nobody sent. */
export async function markDirty(ports: Needs, requestId: string, now: number): Promise<void> {
  try {
    await ports.dirtyMark.set(now);
  } catch (error) {
    ports.log.warn("dirty mark not set", { request_id: requestId, error });
  }
}

/** A failure loses nothing: the sweep sends the outbox row again. */
export async function sendNow(ports: Needs, entry: OutboxEntry): Promise<void> {
  try {
    await ports.jobs.send([entry]);
  } catch (error) {
    ports.log.warn("job not sent, the sweep will", { request_id: entry.requestId, error });
  }
}
