import { setTimeout as sleep } from "node:timers/promises";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { LocalCloud } from "#local/cloud.ts";
import type { Rows } from "../flows/rows.ts";

/** Until no job is in the outbox, and no record in the queue or among its dead letters. */
export async function untilQuiet({ environment }: LocalCloud, rows: Rows): Promise<void> {
  const client = new SQSClient({
    endpoint: environment.AWS_ENDPOINT_URL!,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const depth = async (QueueUrl: string | undefined) => {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }),
    );
    return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
  };
  const left = async () =>
    (await rows.outbox()).length +
    (await depth(environment.AIMI_MEMORY_JOBS_QUEUE_URL)) +
    (await depth(environment.AIMI_MEMORY_JOBS_DLQ_QUEUE_URL));
  while ((await left()) > 0) await sleep(200);
}
