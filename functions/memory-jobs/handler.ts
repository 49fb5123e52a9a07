import "#shared/runtime/begin-secret.ts";
import type { SQSEvent } from "aws-lambda";
import { embedMessages } from "#shared/domain/memory/embed-messages.ts";
import { composeMemoryJobs } from "#shared/runtime/compose/memory-jobs.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { memoryJob } from "#shared/wire/queues/memory-job.ts";

const ports = await composeMemoryJobs();

export async function handler(event: SQSEvent) {
  return await runSqsBatch(event, {
    schema: memoryJob,
    log: ports.log,
    groupBy: (job) => job.tenant_id,
    work: (jobs) =>
      embedMessages(
        ports,
        jobs.map((job) => ({
          outboxId: job.outbox_id,
          tenantId: job.tenant_id,
          itemIds: [...job.message_ids, ...(job.memory_ids ?? [])],
        })),
      ),
  });
}
