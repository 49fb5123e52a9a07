import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import type { DeadLetters } from "../../ports/dead-letters.ts";
import type { ProbedQueue } from "./sqs-queue-probe.ts";

export function sqsDeadLetters(
  client: SQSClient,
  queues: readonly Pick<ProbedQueue, "name" | "deadLetterUrl">[],
): DeadLetters {
  return {
    async redrive(queue) {
      const url = queues.find(({ name }) => name === queue)?.deadLetterUrl;
      if (url === undefined) return null;
      const { arn, waiting } = await look(client, url);
      if (waiting > 0 && !(await isMoving(client, arn))) {
        await client.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
      }
      return waiting;
    },
  };
}

async function look(client: SQSClient, queueUrl: string): Promise<{ arn: string; waiting: number }> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ["QueueArn", "ApproximateNumberOfMessages"],
    }),
  );
  return { arn: Attributes.QueueArn ?? "", waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0) };
}

/** SQS moves one queue once at a time: what lies there goes with the move that runs. */
async function isMoving(client: SQSClient, arn: string): Promise<boolean> {
  const { Results = [] } = await client.send(
    new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }),
  );
  return Results[0]?.Status === "RUNNING";
}
