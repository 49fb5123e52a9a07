import type { SQSClient } from "@aws-sdk/client-sqs";
import type { JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { MemoryJob } from "../../wire/queues/memory-job.ts";
import type { SessionJob } from "../../wire/queues/session-job.ts";
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

function toJob(entry: OutboxEntry): MemoryJob | SessionJob {
  const common = { outbox_id: entry.id, tenant_id: entry.tenantId, request_id: entry.requestId };
  if (entry.kind === "find_title") {
    return { kind: entry.kind, ...common, conversation_id: entry.conversationId! };
  }
  if (entry.kind) return { kind: entry.kind, ...common };
  return {
    kind: "embed_messages",
    ...common,
    message_ids: [...entry.messageIds],
    ...(entry.memoryIds && { memory_ids: [...entry.memoryIds] }),
  };
}

function groupByQueue(entries: readonly OutboxEntry[]): Map<string, OutboxEntry[]> {
  return Map.groupBy(entries, (entry) => entry.queue);
}
