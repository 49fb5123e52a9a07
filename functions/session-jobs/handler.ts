import "#shared/runtime/begin-secret.ts";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { findTitle, type TitleJob } from "#shared/domain/sessions/find-title.ts";
import { composeSessionJobs } from "#shared/runtime/compose/session-jobs.ts";
import { receiveCountOf, runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { type SessionJob, sessionJob } from "#shared/wire/queues/session-job.ts";

const ports = await composeSessionJobs();

export async function handler(event: SQSEvent, context: Context) {
  return await runSqsBatch(event, {
    schema: sessionJob,
    ...ports,
    queue: "session-jobs",
    groupBy: ({ outbox_id }) => outbox_id,
    work: async ([job], [record]) => {
      if (job!.kind === "end_session") return { titled: 0 };
      const remainingMs = context.getRemainingTimeInMillis();
      return await findTitle(ports, toTitleJob(job!, record!), { remainingMs });
    },
  });
}

function toTitleJob(job: SessionJob, record: SQSRecord): TitleJob {
  return {
    id: job.outbox_id,
    tenantId: job.tenant_id,
    conversationId: job.conversation_id,
    requestId: job.request_id,
    attempts: receiveCountOf(record),
  };
}
