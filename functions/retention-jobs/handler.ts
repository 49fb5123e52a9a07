import "#shared/runtime/begin-secret.ts";
import type { SQSEvent } from "aws-lambda";
import { doTask } from "#shared/domain/retention/do-task.ts";
import { composeRetention } from "#shared/runtime/compose/retention.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { type RetentionJob, retentionJob } from "#shared/wire/queues/retention-job.ts";

const ports = await composeRetention();

export async function handler(event: SQSEvent) {
  return await runSqsBatch(event, {
    schema: retentionJob,
    ...ports,
    queue: "retention-jobs",
    // One job a batch: the worker's time is all for it.
    groupBy: (job) => JSON.stringify(job),
    async work([job]) {
      return await doTask(ports, toTask(job!));
    },
  });
}

function toTask(job: RetentionJob) {
  const requestId = job.request_id;
  switch (job.kind) {
    case "walk_tenants":
      return { kind: job.kind, runId: job.run_id, requestId };
    case "begin_part":
      return {
        kind: job.kind,
        tenantId: job.tenant_id,
        parentId: job.parent_id,
        requestedBy: job.requested_by,
        requestId,
      };
    case "work_off":
      return { kind: job.kind, tenantId: job.tenant_id, requestId };
  }
}
