import "#shared/runtime/begin-secret.ts";
import type { Context, SQSEvent } from "aws-lambda";
import { endSession } from "#shared/domain/sessions/end-session.ts";
import { findTitle } from "#shared/domain/sessions/find-title.ts";
import { composeSessionJobs } from "#shared/runtime/compose/session-jobs.ts";
import { receiveCountOf, runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { sessionJob } from "#shared/wire/queues/session-job.ts";
import { toSessionJob, toTitleJob } from "./to-jobs.ts";

const { rules, ...ports } = await composeSessionJobs();

export async function handler(event: SQSEvent, context: Context) {
  const time = { remainingMs: () => context.getRemainingTimeInMillis() };
  return await runSqsBatch(event, {
    schema: sessionJob,
    ...ports,
    queue: "session-jobs",
    groupBy: ({ kind, outbox_id }) => `${kind}/${outbox_id}`,
    work: async ([job], [record]): Promise<Readonly<Record<string, number>>> => {
      const attempts = receiveCountOf(record!);
      if (job!.kind === "end_session")
        return await endSession(ports, rules, toSessionJob(job!, attempts), time);
      return await findTitle(ports, toTitleJob(job!, attempts), { remainingMs: time.remainingMs() });
    },
  });
}
