import { createHash, randomUUID } from "node:crypto";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { LearningJobMessage } from "../../wire/queues/learning-job.ts";
import type { MemoryJob } from "../../wire/queues/memory-job.ts";
import type { ReminderJob } from "../../wire/queues/reminder-job.ts";
import type { SessionJobMessage } from "../../wire/queues/session-job.ts";
import { type InTurn, sendInBatches } from "./send-in-batches.ts";

export function sqsJobQueue(client: SQSClient, queueUrls: Readonly<Record<string, string>>): JobQueue {
  async function sendTo(queue: string, entries: readonly OutboxEntry[]): Promise<void> {
    const queueUrl = queueUrls[queue];
    if (!queueUrl) throw new Error(`no address for the queue ${queue}`);
    const letters = entries.map((entry) => ({
      id: entry.id,
      body: toJob(entry),
      ...(entry.delaySeconds && { delaySeconds: entry.delaySeconds }),
      ...(queueUrl.endsWith(".fifo") && { inTurn: turnOf(entry) }),
    }));
    await sendInBatches(client, queueUrl, letters);
  }

  return {
    async send(entries) {
      // A queue that refuses holds none of the others up.
      const failures: unknown[] = [];
      for (const [queue, group] of Map.groupBy(entries, (entry) => entry.queue)) {
        await sendTo(queue, group).catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** The work of one owner is done in turn. What is sent again is to come again: the queue must see no repeat in it. */
function turnOf({ tenantId, ownerId, conversationId }: OutboxEntry): InTurn {
  const whose = ownerId ?? `${tenantId}/${conversationId}`;
  return { group: createHash("sha256").update(whose).digest("hex"), once: randomUUID() };
}

function toJob(entry: OutboxEntry): MemoryJob | SessionJobMessage | LearningJobMessage | ReminderJob {
  const common = { outbox_id: entry.id, tenant_id: entry.tenantId, request_id: entry.requestId };
  switch (entry.kind) {
    case "find_title":
    case "learn":
      return { kind: entry.kind, ...common, conversation_id: entry.conversationId! };
    case "settle_facts":
      return { kind: entry.kind, ...common, draft_ids: [...entry.draftIds!] };
    case "end_session": {
      const { sessionId, conversationId } = entry;
      return { kind: entry.kind, ...common, session_id: sessionId!, conversation_id: conversationId! };
    }
    case "remind":
    case "unschedule": {
      const { outbox_id: _, ...rest } = common;
      return { kind: entry.kind, ...rest, reminder_id: entry.reminderId!, at: entry.at! };
    }
    case "move_person":
      return { kind: entry.kind, ...common, ...toPerson(entry) };
    case "tell_check_in":
      return { kind: entry.kind, ...common, ...toPerson(entry), turn_id: entry.turnId! };
    case "reembed":
    case "erase_person":
      return { kind: entry.kind, ...common };
    case undefined:
      return {
        kind: "embed_messages",
        ...common,
        message_ids: [...entry.messageIds],
        ...(entry.memoryIds && { memory_ids: [...entry.memoryIds] }),
      };
  }
}

function toPerson({ userId, ownerId }: OutboxEntry) {
  return { user_id: userId!, owner_id: ownerId! };
}
