import type { Clock } from "../../ports/clock.ts";
import type { Learning, LearningFailure, LearningJob } from "../../ports/learning.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { AnswerUnread } from "./ask-model.ts";

export interface FailsJobs {
  readonly learning: Pick<Learning, "fail">;
  readonly clock: Clock;
  readonly tally: Tally;
  readonly log: WorkLog;
}

/** Does a job; if the model's answers cannot be read, the job is kept as a failed one, and what it is about waits. */
export async function keepUnread<Done extends object>(
  ports: FailsJobs,
  job: LearningJob,
  work: () => Promise<Done>,
): Promise<Done | { failed: number }> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AnswerUnread)) throw error;
    return { failed: await failJob(ports, job, error.reason) };
  }
}

export async function failJob(
  { learning, clock, tally, log }: FailsJobs,
  job: LearningJob,
  reason: LearningFailure,
): Promise<number> {
  const { id: job_id, tenantId, kind } = job;
  const failed = await learning.fail({ tenantId, jobs: [job], reason, now: clock.now() });
  if (failed > 0) {
    tally.add("aimi_learning_failed_total", { reason }, failed);
    log.warn("nothing was learnt: see GET /v1/admin/jobs", { tenant_id: tenantId, job_id, kind, reason });
  }
  return failed;
}
