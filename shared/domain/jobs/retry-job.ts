import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FailedJob, FailedJobs } from "../../ports/failed-jobs.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { sendNow } from "../outbox/send-now.ts";

interface Needs {
  readonly failedJobs: FailedJobs;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly log: WorkLog;
}

/** Has a job of a tenant, or with null of any, tried again. */
export async function retryJob(
  ports: Needs,
  { tenantId, id, callerId }: { tenantId: string | null; id: string; callerId: string },
): Promise<FailedJob> {
  const retried = await ports.failedJobs.retry({ tenantId, id, now: ports.clock.now(), callerId });
  if (!retried) throw new NotFound("job");
  await sendNow(ports, retried.entry);
  return retried.job;
}
