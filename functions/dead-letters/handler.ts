import "#shared/runtime/begin-secret.ts";
import type { SQSEvent } from "aws-lambda";
import { readLearningJob } from "#functions/learning-jobs/read-learning-job.ts";
import { byKind, groupOf } from "#functions/memory-jobs/to-jobs.ts";
import { giveUpLearning } from "#shared/domain/learning/give-up-learning.ts";
import { giveUpEmbedding } from "#shared/domain/memory/give-up-embedding.ts";
import { giveUpReembedding } from "#shared/domain/memory/give-up-reembedding.ts";
import { keepErasing } from "#shared/domain/users/keep-erasing.ts";
import { composeDeadLetters } from "#shared/runtime/compose/dead-letters.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { learningJob } from "#shared/wire/queues/learning-job.ts";
import { memoryJob } from "#shared/wire/queues/memory-job.ts";

const ports = await composeDeadLetters();

/** An event holds records of one queue. */
export async function handler(event: SQSEvent) {
  const isOfLearning = event.Records[0]?.eventSourceARN.includes("learning-jobs");
  return isOfLearning ? await giveUpLearningJobs(event) : await giveUpMemoryJobs(event);
}

function giveUpMemoryJobs(event: SQSEvent) {
  return runSqsBatch(event, {
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

function giveUpLearningJobs(event: SQSEvent) {
  return runSqsBatch(event, {
    schema: learningJob,
    ...ports,
    queue: "learning-jobs-dlq",
    groupBy: ({ outbox_id }) => outbox_id,
    work: ([message], [record]) => giveUpLearning(ports, readLearningJob(message!, record!)),
  });
}
