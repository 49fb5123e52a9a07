import { ChangeMessageVisibilityBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Redelivery } from "../../ports/redelivery.ts";

const recordsPerCall = 10;

export function sqsRedelivery(client: SQSClient, queueUrl: string): Redelivery {
  return {
    async postpone(records) {
      for (let start = 0; start < records.length; start += recordsPerCall) {
        const entries = records
          .slice(start, start + recordsPerCall)
          .map(({ receiptHandle, seconds }, at) => ({
            Id: String(at),
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: seconds,
          }));
        const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries: entries });
        const { Failed = [] } = await client.send(command);
        if (Failed.length > 0)
          throw new Error(`the queue postponed all but ${Failed.length}: ${Failed[0]?.Code}`);
      }
    },
  };
}
