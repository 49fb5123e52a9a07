import "#shared/runtime/begin-secret.ts";
import type { Context, SQSEvent } from "aws-lambda";
import { embedMessages } from "#shared/domain/memory/embed-messages.ts";
import { reembedTenant } from "#shared/domain/memory/reembed-tenant.ts";
import { erasePerson } from "#shared/domain/users/erase-person.ts";
import { composeMemoryJobs } from "#shared/runtime/compose/memory-jobs.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { memoryJob } from "#shared/wire/queues/memory-job.ts";
import { byKind, groupOf } from "./to-jobs.ts";

const ports = await composeMemoryJobs();

export async function handler(event: SQSEvent, context: Context) {
  const time = () => ({ remainingMs: context.getRemainingTimeInMillis() });
  return await runSqsBatch(event, {
    schema: memoryJob,
    ...ports,
    queue: "memory-jobs",
    groupBy: groupOf,
    work: (jobs, records) =>
      byKind<Readonly<Record<string, number>>>(jobs, records, {
        embed: (each) => embedMessages(ports, each, time()),
        walk: (job) => reembedTenant(ports, job, time()),
        erase: (job) => erasePerson(ports, job, time()),
      }),
  });
}
