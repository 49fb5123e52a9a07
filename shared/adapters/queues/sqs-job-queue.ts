import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { MemoryJob } from "../../wire/queues/memory-job.ts";

const entriesPerCall = 10;

export function sqsJobQueue(client: SQSClient, queueUrls: Readonly<Record<string, string>>): JobQueue {
  return {
    async send(entries) {
      for (const [queue, group] of groupByQueue(entries)) {
        const queueUrl = queueUrls[queue];
        if (!queueUrl) throw new Error(`no address for the queue ${queue}`);
        for (let start = 0; start < group.length; start += entriesPerCall) {
          await sendBatch(client, queueUrl, group.slice(start, start + entriesPerCall));
        }
      }
    },
  };
}

async function sendBatch(
  client: SQSClient,
  queueUrl: string,
  entries: readonly OutboxEntry[],
): Promise<void> {
  const { Failed = [] } = await client.send(
    new SendMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: entries.map((entry) => ({ Id: entry.id, MessageBody: JSON.stringify(toJob(entry)) })),
    }),
  );
  if (Failed.length > 0) throw new Error(`the queue refused ${Failed.length} jobs: ${Failed[0]?.Code}`);
}

function toJob(entry: OutboxEntry): MemoryJob {
  return {
    kind: "embed_messages",
    outbox_id: entry.id,
    tenant_id: entry.tenantId,
    message_ids: [...entry.messageIds],
    ...(entry.memoryIds && { memory_ids: [...entry.memoryIds] }),
    request_id: entry.requestId,
  };
}

function groupByQueue(entries: readonly OutboxEntry[]): Map<string, OutboxEntry[]> {
  return Map.groupBy(entries, (entry) => entry.queue);
}
