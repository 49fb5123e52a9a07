import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { CatchUps } from "../../ports/catch-ups.ts";
import type { ReminderJob } from "../../wire/queues/reminder-job.ts";

/** Nothing can be sent to a socket before API Gateway has heard that it may open. */
const delaySeconds = 1;
/** A handshake waits for it. */
const longestAskMs = 300;

export function sqsCatchUps(client: SQSClient, queueUrl: string, deadlineMs = longestAskMs): CatchUps {
  return {
    async ask({ tenantId, userId, ownerId, connectionId, after, requestId }) {
      const job: ReminderJob = {
        kind: "catch_up",
        tenant_id: tenantId,
        user_id: userId,
        owner_id: ownerId,
        connection_id: connectionId,
        ...(after && { after: { due_at: after.dueAt, id: after.id } }),
        request_id: requestId,
      };
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(job),
          DelaySeconds: after ? 0 : delaySeconds,
        }),
        { abortSignal: AbortSignal.timeout(deadlineMs) },
      );
    },
  };
}
