import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { QueueDepth, QueueProbe } from "../../ports/health.ts";

export interface ProbedQueue {
  readonly name: string;
  readonly url: string;
  readonly deadLetterUrl: string;
}

export function sqsQueueProbe(client: SQSClient, queues: readonly ProbedQueue[]): QueueProbe {
  return {
    async depths() {
      const depths = await Promise.all(
        queues.map(async (queue) => [queue.name, await measure(client, queue)] as const),
      );
      return Object.fromEntries(depths);
    },
  };
}

async function measure(client: SQSClient, queue: ProbedQueue): Promise<QueueDepth | null> {
  try {
    const [main, dead] = await Promise.all([count(client, queue.url), count(client, queue.deadLetterUrl)]);
    return { waiting: main.waiting, inFlight: main.inFlight, dead: dead.waiting + dead.inFlight };
  } catch {
    return null;
  }
}

async function count(client: SQSClient, queueUrl: string): Promise<{ waiting: number; inFlight: number }> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      ],
    }),
  );
  return {
    waiting:
      Number(Attributes.ApproximateNumberOfMessages ?? 0) +
      Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}
