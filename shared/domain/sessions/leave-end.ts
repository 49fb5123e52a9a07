import type { JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { toLearningJob } from "../learning/to-learning-job.ts";
import { sendNow } from "../outbox/send-now.ts";

interface Left {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly sessionId: string;
  readonly conversationId: string;
  readonly requestId: string;
  /** Whether what was said is to be learnt from. */
  readonly learns: boolean;
}

interface Needs {
  readonly jobs: JobQueue;
  readonly log: WorkLog;
}

/** Sends at once what the end of a session left in the outbox. */
export async function leaveEnd(ports: Needs, { sessionId, ...left }: Left): Promise<void> {
  const { learns, tenantId, ownerId, conversationId, requestId } = left;
  const settling = { tenantId, conversationId, requestId, sessionId, messageIds: [] };
  const jobs: OutboxEntry[] = [{ id: sessionId, queue: "session-jobs", kind: "end_session", ...settling }];
  if (learns) jobs.push(toLearningJob({ tenantId, ownerId, conversationId, requestId }));
  await sendNow(ports, ...jobs);
}

export async function leaveLearning(
  ports: Needs,
  { learns, tenantId, ownerId, conversationId, requestId }: Omit<Left, "sessionId">,
): Promise<void> {
  if (learns) await sendNow(ports, toLearningJob({ tenantId, ownerId, conversationId, requestId }));
}
