import type { SQSClient } from "@aws-sdk/client-sqs";
import type { RetentionQueue, RetentionTask } from "../../ports/retention.ts";
import type { RetentionJob } from "../../wire/queues/retention-job.ts";
import { sendInBatches } from "./send-in-batches.ts";

export function sqsRetentionQueue(client: SQSClient, queueUrl: string): RetentionQueue {
  return {
    async send(tasks) {
      const letters = tasks.map((task, at) => ({ id: String(at), body: toJob(task) }));
      await sendInBatches(client, queueUrl, letters);
    },
  };
}

function toJob(task: RetentionTask): RetentionJob {
  const request_id = task.requestId;
  switch (task.kind) {
    case "walk_tenants":
      return { kind: task.kind, run_id: task.runId, request_id };
    case "begin_part":
      return {
        kind: task.kind,
        tenant_id: task.tenantId,
        parent_id: task.parentId,
        requested_by: task.requestedBy,
        request_id,
      };
    case "work_off":
      return { kind: task.kind, tenant_id: task.tenantId, request_id };
  }
}
