import type { LearningFailure, LearningJob } from "../../ports/learning.ts";
import type { FailsJobs } from "./keep-unread.ts";

interface SetAside {
  readonly messageIds: readonly string[];
  readonly reason: LearningFailure;
}

/** No answer is to be had for these messages: they wait for an operator, and the job goes on with the rest. */
export async function setAside(
  { learning, clock, tally, log }: FailsJobs,
  job: LearningJob,
  { messageIds, reason }: SetAside,
): Promise<void> {
  const { id: job_id, tenantId } = job;
  await learning.fail({ tenantId, jobs: [job], reason, now: clock.now(), messageIds });
  const messages = messageIds.length;
  tally.add("aimi_learning_failed_total", { reason });
  tally.add("aimi_learning_messages_total", { outcome: "set_aside" }, messages);
  log.warn("messages set aside: see GET /v1/admin/jobs", { tenant_id: tenantId, job_id, messages, reason });
}
