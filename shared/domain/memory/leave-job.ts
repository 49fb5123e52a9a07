import type { JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";

interface Needs {
  readonly jobs: JobQueue;
  readonly log: WorkLog;
}

/** A failure loses nothing: the sweep sends the outbox rows again. */
export async function sendNow(ports: Needs, ...entries: readonly OutboxEntry[]): Promise<void> {
  try {
    await ports.jobs.send(entries);
  } catch (error) {
    ports.log.warn("job not sent, the sweep will", { request_id: entries[0]?.requestId, error });
  }
}
