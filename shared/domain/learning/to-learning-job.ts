import type { OutboxEntry } from "../../ports/outbox.ts";

/** What has a conversation learnt from: one waits for each, under the conversation's id. */
export function toLearningJob(job: {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly conversationId: string;
  readonly requestId: string;
}): OutboxEntry {
  return { ...job, id: job.conversationId, queue: "learning-jobs", kind: "learn", messageIds: [] };
}
