import type { SQSRecord } from "aws-lambda";
import type { EmbedJob } from "#shared/domain/memory/embed-messages.ts";
import type { WalkJob } from "#shared/domain/memory/reembed-tenant.ts";
import type { EraseJob } from "#shared/domain/users/erase-person.ts";
import { receiveCountOf } from "#shared/runtime/sqs-batch.ts";
import type {
  EmbedMessagesJob,
  ErasePersonJob,
  MemoryJob,
  ReembedJob,
} from "#shared/wire/queues/memory-job.ts";

/** Messages of one tenant are embedded together; a walk or an erasure is worked on alone, however often its job came. */
export function groupOf(job: MemoryJob): string {
  return job.kind === "embed_messages" ? `${job.kind}/${job.tenant_id}` : `${job.kind}/${job.outbox_id}`;
}

/** A group holds jobs of one kind. */
export function byKind<Done>(
  jobs: readonly MemoryJob[],
  records: readonly SQSRecord[],
  work: {
    embed(jobs: readonly EmbedJob[]): Promise<Done>;
    walk(job: WalkJob): Promise<Done>;
    erase(job: EraseJob): Promise<Done>;
  },
): Promise<Done> {
  const [first] = jobs;
  if (first?.kind === "reembed") return work.walk(toWalkJob(first, records[0]!));
  if (first?.kind === "erase_person") return work.erase(toEraseJob(first));
  return work.embed(
    jobs.flatMap((job, at) => (job.kind === "embed_messages" ? toEmbedJob(job, records[at]!) : [])),
  );
}

function toEmbedJob(job: EmbedMessagesJob, record: SQSRecord): EmbedJob {
  return {
    id: job.outbox_id,
    tenantId: job.tenant_id,
    queue: "memory-jobs",
    messageIds: job.message_ids,
    memoryIds: job.memory_ids ?? [],
    requestId: job.request_id,
    attempts: receiveCountOf(record),
  };
}

function toWalkJob(job: ReembedJob, record: SQSRecord): WalkJob {
  return {
    id: job.outbox_id,
    tenantId: job.tenant_id,
    requestId: job.request_id,
    attempts: receiveCountOf(record),
  };
}

function toEraseJob(job: ErasePersonJob): EraseJob {
  return { id: job.outbox_id, tenantId: job.tenant_id, requestId: job.request_id };
}
