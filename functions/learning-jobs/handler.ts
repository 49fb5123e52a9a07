import "#shared/runtime/begin-secret.ts";
import type { Context, SQSEvent } from "aws-lambda";
import { learnFromStretch } from "#shared/domain/learning/learn-from-stretch.ts";
import { settleDrafts } from "#shared/domain/learning/settle-drafts.ts";
import { composeLearningJobs } from "#shared/runtime/compose/learning-jobs.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { learningJob } from "#shared/wire/queues/learning-job.ts";
import { readLearningJob } from "./read-learning-job.ts";

const ports = await composeLearningJobs();

/** The queue is in order by person, and hands over one record at a time: what is given back holds back the rest. */
export async function handler(event: SQSEvent, context: Context) {
  return await runSqsBatch(event, {
    schema: learningJob,
    ...ports,
    queue: "learning-jobs",
    groupBy: ({ outbox_id }) => outbox_id,
    work: ([message], [record]) => {
      const job = readLearningJob(message!, record!);
      const time = { remainingMs: context.getRemainingTimeInMillis() };
      return job.kind === "learn" ? learnFromStretch(ports, job, time) : settleDrafts(ports, job, time);
    },
  });
}
