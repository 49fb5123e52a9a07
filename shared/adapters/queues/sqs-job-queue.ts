import type { SQSClient } from "@aws-sdk/client-sqs";
import type { JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { LearningJobMessage } from "../../wire/queues/learning-job.ts";
import type { MemoryJob } from "../../wire/queues/memory-job.ts";
import type { SessionJobMessage } from "../../wire/queues/session-job.ts";
import { sendInBatches } from "./send-in-batches.ts";

export function sqsJobQueue(client: SQSClient, queueUrls: Readonly<Record<string, string>>): JobQueue {
  return {
    async send(entries) {
      for (const [queue, group] of groupByQueue(entries)) {
        const queueUrl = queueUrls[queue];
        if (!queueUrl) throw new Error(`no address for the queue ${queue}`);
        const letters = group.map((entry) => ({ id: entry.id, body: toJob(entry) }));
        await sendInBatches(client, queueUrl, letters);
      }
    },
  };
}

function toJob(entry: OutboxEntry): MemoryJob | SessionJobMessage | LearningJobMessage {
  const common = { outbox_id: entry.id, tenant_id: entry.tenantId, request_id: entry.requestId };
  const conversation_id = entry.conversationId!;
  switch (entry.kind) {
    case "find_title":
    case "learn":
      return { kind: entry.kind, ...common, conversation_id };
    case "end_session":
      return { kind: entry.kind, ...common, conversation_id, session_id: entry.sessionId! };
    case "settle_facts":
      return { kind: entry.kind, ...common, draft_ids: [...entry.draftIds!] };
    case "reembed":
    case "erase_person":
      return { kind: entry.kind, ...common };
    default:
      return {
        kind: "embed_messages",
        ...common,
        message_ids: [...entry.messageIds],
        ...(entry.memoryIds && { memory_ids: [...entry.memoryIds] }),
      };
  }
}

function groupByQueue(entries: readonly OutboxEntry[]): Map<string, OutboxEntry[]> {
  return Map.groupBy(entries, (entry) => entry.queue);
}
