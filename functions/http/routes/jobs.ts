import { actFor } from "#shared/domain/access/act-for.ts";
import { answerOnce } from "#shared/domain/access/answer-once.ts";
import { redriveQueue } from "#shared/domain/jobs/redrive-queue.ts";
import { retryJob } from "#shared/domain/jobs/retry-job.ts";
import type { FailedJob } from "#shared/ports/failed-jobs.ts";
import { listJobsContract, redriveQueueContract, retryJobContract } from "#shared/wire/http/jobs.ts";
import { encodeCursor } from "#shared/wire/http/page.ts";
import { type Call, route } from "../route.ts";
import { toInstant } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

export const listJobsRoute = route(listJobsContract, async (call) => {
  const { status, limit, cursor } = call.query;
  const { tenantId } = scopeOf(call);
  const page = await call.ports.failedJobs.list({ tenantId, status, limit, after: cursor ?? null });
  const body = { items: page.items.map(toResponse), next_cursor: encodeCursor(page.next) };
  return { status: 200, body, ...(tenantId !== null && { tenantId }) };
});

export const retryJobRoute = route(retryJobContract, async (call) => {
  const { caller, params, ports, idempotency } = call;
  const { actor, tenantId } = scopeOf(call);
  return await answerOnce(ports, { actor, idempotency }, async () => {
    const job = await retryJob(ports, { tenantId, id: params.id, callerId: caller.id });
    return { status: 202, body: toResponse(job), tenantId: job.tenantId };
  });
});

export const redriveQueueRoute = route(redriveQueueContract, async (call) => {
  const { caller, params, ports, idempotency } = call;
  const { queue } = params;
  return await answerOnce(ports, { actor: scopeOf(call).actor, idempotency }, async () => {
    const redriven = await redriveQueue(ports, { queue, callerId: caller.id });
    return { status: 202, body: { queue, ...redriven } };
  });
});

/** Who asks, and of which tenant: null for an operator who names none, and means every one. */
function scopeOf({ caller, query }: Call<unknown, { tenant_id?: string | undefined }, unknown>) {
  const actor = actFor(caller, toNamed(query));
  return { actor, tenantId: caller.tenantId ?? query.tenant_id ?? null };
}

function toResponse(job: FailedJob) {
  return {
    id: job.id,
    tenant_id: job.tenantId,
    queue: job.queue,
    kind: job.kind,
    message_ids: job.messageIds,
    memory_ids: job.memoryIds,
    ...(job.conversationId && { conversation_id: job.conversationId }),
    ...(job.draftIds && { draft_ids: job.draftIds }),
    reason: job.reason,
    attempts: job.attempts,
    request_id: job.requestId,
    status: job.retriedAt === null ? "failed" : "retried",
    created_at: toInstant(job.createdAt),
    retried_at: toInstant(job.retriedAt),
  };
}
