import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { DeadLetters } from "../../ports/dead-letters.ts";
import type { FailedJobs } from "../../ports/failed-jobs.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { sendNow } from "../outbox/send-now.ts";

interface Needs {
  readonly deadLetters: DeadLetters;
  readonly failedJobs: FailedJobs;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly log: WorkLog;
}

export interface Redriven {
  /** Records that went from the dead-letter queue back to the queue. */
  readonly moved: number;
  readonly retried: number;
  readonly more: boolean;
}

const jobsPerCall = 10_000;
/** What the time of one call allows; the sweep sends the others within minutes. */
const sentPerCall = 500;

/** Has everything tried again that failed in a queue. */
export async function redriveQueue(
  ports: Needs,
  { queue, callerId }: { queue: string; callerId: string },
): Promise<Redriven> {
  const moved = await ports.deadLetters.redrive(queue);
  if (moved === null) throw new NotFound(`queue ${queue}`);
  const now = ports.clock.now();
  const { entries, more } = await ports.failedJobs.retryAll({ queue, limit: jobsPerCall, now, callerId });
  await sendNow(ports, ...entries.slice(0, sentPerCall));
  return { moved, retried: entries.length, more };
}
