import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SessionChecks } from "../../ports/session-checks.ts";
import type { EndSessionMessage } from "../../wire/queues/session-job.ts";

/** What SQS holds a message back for at most; whoever gets it too early sends it again. */
const longestDelaySeconds = 900;

export function sqsSessionChecks(client: SQSClient, queueUrl: string): SessionChecks {
  return {
    async schedule({ sessionId, conversationId, tenantId, delaySeconds, requestId }) {
      const job: EndSessionMessage = {
        kind: "end_session",
        outbox_id: sessionId,
        tenant_id: tenantId,
        session_id: sessionId,
        conversation_id: conversationId,
        request_id: requestId,
        is_check: true,
      };
      const DelaySeconds = Math.min(longestDelaySeconds, Math.max(0, Math.ceil(delaySeconds)));
      await client.send(
        new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(job), DelaySeconds }),
      );
    },
  };
}
