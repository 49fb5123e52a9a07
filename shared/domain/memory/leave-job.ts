import type { JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";

interface Needs {
  readonly jobs: JobQueue;
  readonly log: WorkLog;
}

/** A failure loses nothing: the sweep sends the outbox row again. */
export async function sendNow(ports: Needs, entry: OutboxEntry): Promise<void> {
  try {
    await ports.jobs.send([entry]);
  } catch (error) {
    ports.log.warn("job not sent, the sweep will", { request_id: entry.requestId, error });
  }
}
