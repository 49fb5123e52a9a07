import type { JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { sendNow } from "../memory/leave-job.ts";

interface Left {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly conversationId: string;
  readonly requestId: string;
  /** Whether what was said is to be learnt from. */
  readonly learns: boolean;
  /** Whether the session is to be settled by somebody else. */
  readonly settles: boolean;
}

/** Sends at once what the end of a session left in the outbox. */
export async function leaveEnd(
  ports: { readonly jobs: JobQueue; readonly log: WorkLog },
  { learns, settles, sessionId, ...left }: Left,
): Promise<void> {
  const { tenantId, conversationId, requestId } = left;
  const common = { tenantId, conversationId, requestId, messageIds: [] };
  const settling: OutboxEntry = {
    ...{ id: sessionId, queue: "session-jobs", kind: "end_session", sessionId },
    ...common,
  };
  const learning: OutboxEntry = { id: conversationId, queue: "learning-jobs", kind: "learn", ...common };
  if (settles) await sendNow(ports, settling);
  if (learns) await sendNow(ports, learning);
}
