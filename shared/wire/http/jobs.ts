import * as z from "zod";
import { clientId, instantOut, named, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { pageOf, pageQuery } from "./page.ts";

const statuses = ["failed", "retried"] as const;
const status = z.enum(statuses, { error: `must be one of ${statuses.join(", ")}` });

export const failedJob = z
  .object({
    id: uuid,
    tenant_id: clientId,
    queue: z.string().meta({ examples: ["memory-jobs"] }),
    kind: z.string().meta({ examples: ["embed_messages", "learn"] }),
    message_ids: z.array(uuid),
    memory_ids: z.array(uuid),
    conversation_id: uuid.optional().meta({ description: "Of the job learn: what was said there waits" }),
    draft_ids: z.array(uuid).optional().meta({ description: "Of the job settle_facts" }),
    reason: z.enum(["given_up", "refused", "wrong_dimensions", "unreadable"]).meta({
      description:
        "given_up: tried too often. refused: the model will not have this text. wrong_dimensions: its vectors are not as long as AIMI_EMBEDDING_DIMENSIONS says. unreadable: its answer was no answer, and could not be repaired",
    }),
    attempts: z.number(),
    request_id: z.string().meta({ description: "Of the call that left the work" }),
    status,
    created_at: instantOut.meta({ description: "When it failed" }),
    retried_at: instantOut.nullable(),
  })
  .meta({ id: "FailedJob" });

const about = { tag: "Operations", path: "/v1/admin/jobs" } as const;

export const listJobsContract = contract({
  ...about,
  operationId: "listJobs",
  method: "get",
  summary: "List jobs that failed, newest first",
  description:
    "Ids only, never text. A tenant's administrators see its own; an operator who names no tenant sees every one's. retried are those that were tried again, by a call or because their text was written anew, and those whose texts are gone.",
  scope: "admin",
  query: z.object({ ...named, status: status.default("failed"), ...pageQuery(uuid) }),
  responses: { 200: { description: "A page", schema: pageOf(failedJob) } },
});

export const retryJobContract = contract({
  ...about,
  operationId: "retryJob",
  method: "post",
  path: "/v1/admin/jobs/{id}/retry",
  summary: "Try a failed job again",
  description:
    "Its texts are pending until they are ready, or failed anew. Safe to repeat: what is done is not done again.",
  scope: "admin",
  params: z.object({ id: uuid }),
  query: z.object(named),
  idempotent: true,
  leavesWork: true,
  responses: { 202: { description: "It will be tried again", schema: failedJob } },
});

const redriven = z
  .object({
    queue: z.string(),
    moved: z.number().meta({ description: "Records that lay in the dead-letter queue, as SQS counts them" }),
    retried: z.number().meta({ description: "Failed jobs that are tried again" }),
    more: z.boolean().meta({ description: "Whether failed jobs are left: call again" }),
  })
  .meta({ id: "Redriven" });

export const redriveQueueContract = contract({
  ...about,
  operationId: "redriveQueue",
  method: "post",
  path: "/v1/admin/dlq/{queue}/redrive",
  summary: "Try everything again that failed in a queue",
  description:
    "What lies in its dead-letter queue goes back to the queue, and every tenant's failed jobs of it are tried again, ten thousand a call. Safe to repeat.",
  scope: "operator",
  params: z.object({ queue: clientId.meta({ examples: ["memory-jobs"] }) }),
  query: z.object(named),
  idempotent: true,
  leavesWork: true,
  responses: { 202: { description: "On its way", schema: redriven } },
});
