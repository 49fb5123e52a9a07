import type { SQSClient } from "@aws-sdk/client-sqs";
import type { MigrationQueue } from "../../ports/migrations.ts";
import type { MigrationJob } from "../../wire/queues/migration-job.ts";
import { sendInBatches } from "./send-in-batches.ts";

export function sqsMigrationQueue(client: SQSClient, queueUrl: string): MigrationQueue {
  return {
    async send(requestId) {
      const body: MigrationJob = { request_id: requestId };
      await sendInBatches(client, queueUrl, [{ id: "0", body }]);
    },
  };
}
