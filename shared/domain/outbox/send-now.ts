import type { JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";

interface Needs {
  readonly jobs: JobQueue;
  readonly log: WorkLog;
}

/** Sends what was written with its outbox rows. A failure loses nothing: the sweep sends them again. */
export async function sendNow({ jobs, log }: Needs, ...entries: readonly OutboxEntry[]): Promise<void> {
  const [first] = entries;
  if (!first) return;
  try {
    await jobs.send(entries);
  } catch (error) {
    const about = { request_id: first.requestId, count: entries.length, error };
    log.warn(`${first.queue} not sent, left to the sweep`, about);
  }
}
