import type { SQSRecord } from "aws-lambda";
import type { LearningJob } from "#shared/ports/learning.ts";
import { receiveCountOf } from "#shared/runtime/sqs-batch.ts";
import type { LearningJobMessage } from "#shared/wire/queues/learning-job.ts";

export function readLearningJob(message: LearningJobMessage, record: SQSRecord): LearningJob {
  const common = {
    id: message.outbox_id,
    tenantId: message.tenant_id,
    requestId: message.request_id,
    attempts: receiveCountOf(record),
  };
  return message.kind === "learn"
    ? { ...common, kind: message.kind, conversationId: message.conversation_id }
    : { ...common, kind: message.kind, draftIds: message.draft_ids };
}
