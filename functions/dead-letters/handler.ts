import "#shared/runtime/begin-secret.ts";
import type { SQSEvent } from "aws-lambda";
import { byKind, groupOf } from "#functions/memory-jobs/to-jobs.ts";
import { giveUpEmbedding } from "#shared/domain/memory/give-up-embedding.ts";
import { giveUpReembedding } from "#shared/domain/memory/give-up-reembedding.ts";
import { keepErasing } from "#shared/domain/users/keep-erasing.ts";
import { composeDeadLetters } from "#shared/runtime/compose/dead-letters.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { memoryJob } from "#shared/wire/queues/memory-job.ts";

const ports = await composeDeadLetters();

export async function handler(event: SQSEvent) {
  return await runSqsBatch(event, {
    schema: memoryJob,
    ...ports,
    queue: "memory-jobs-dlq",
    groupBy: groupOf,
    work: (jobs, records) =>
      byKind(jobs, records, {
        embed: (each) => giveUpEmbedding(ports, each),
        walk: (job) => giveUpReembedding(ports, job),
        erase: (job) => keepErasing(ports, job),
      }),
  });
}
