import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { vi } from "vitest";

/** The memory-jobs queue of a cloud and its dead letters, as an operator would look at them. */
export function queueClient(environment: Readonly<Record<string, string>>) {
  const client = new SQSClient({
    endpoint: environment.AWS_ENDPOINT_URL!,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const jobs = environment.AIMI_MEMORY_JOBS_QUEUE_URL!;
  const deadLetters = environment.AIMI_MEMORY_JOBS_DLQ_QUEUE_URL!;

  const attribute = async (
    QueueUrl: string,
    name: "ApproximateNumberOfMessages" | "ApproximateNumberOfMessagesNotVisible",
  ) => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }),
    );
    return Number(Attributes?.[name]);
  };
  const send = async (QueueUrl: string, body: string) => {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  };

  return {
    inFlight: () => attribute(jobs, "ApproximateNumberOfMessagesNotVisible"),
    /** Dead letters that nobody has taken. */
    dead: () => attribute(deadLetters, "ApproximateNumberOfMessages"),
    send: (body: string) => send(jobs, body),
    sendDeadLetter: (body: string) => send(deadLetters, body),
    async purge(): Promise<void> {
      for (const QueueUrl of [jobs, deadLetters]) await client.send(new PurgeQueueCommand({ QueueUrl }));
    },
    async untilInFlight(count: number): Promise<void> {
      await vi.waitUntil(async () => (await this.inFlight()) === count, { timeout: 60_000, interval: 50 });
    },
  };
}
