import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { queueArn } from "../aws/service.ts";
import { type LocalAws, startAws } from "../aws/start-aws.ts";
import { clientsFor, emptyCloud } from "../aws/test-clients.ts";
import {
  type EventSourceMapping,
  type EventSourceMappingOptions,
  startEventSourceMapping,
} from "./event-source-mapping.ts";

export interface Batch {
  Records: { messageId: string; body: string; attributes: Record<string, string> }[];
}

export let aws: LocalAws;
export let client: SQSClient;
export let mapping: EventSourceMapping | undefined;
export let batches: string[][];
export let errors: unknown[];
let queueCount = 0;
export let queue: { name: string; url: string; arn: string };

beforeAll(async () => {
  aws = await startAws(emptyCloud);
  client = clientsFor(aws.url).sqs;
});
afterEach(async () => {
  await mapping?.close();
  mapping = undefined;
});
afterAll(async () => {
  client.destroy();
  await aws.close();
});

export async function newQueue(fifo = false): Promise<void> {
  queueCount += 1;
  const name = `jobs-${queueCount}${fifo ? ".fifo" : ""}`;
  queue = { name, url: aws.queueUrl(name), arn: queueArn(name) };
  await makeQueue();
}

export async function makeQueue(): Promise<void> {
  const Attributes = queue.name.endsWith(".fifo") ? { FifoQueue: "true" } : {};
  await client.send(new CreateQueueCommand({ QueueName: queue.name, Attributes }));
}

export function map(
  invoke: (batch: Batch) => unknown,
  options: Partial<EventSourceMappingOptions> = {},
): void {
  batches = [];
  errors = [];
  mapping = startEventSourceMapping({
    queueUrl: queue.url,
    queueArn: queue.arn,
    batchSize: 10,
    maxConcurrency: 5,
    visibilitySeconds: 1,
    waitSeconds: 1,
    call: aws.askQueues,
    onError: (error) => errors.push(error),
    async invoke(event) {
      const batch = event as Batch;
      batches.push(batch.Records.map(({ body }) => body));
      return await invoke(batch);
    },
    ...options,
  });
}

export async function send(bodies: readonly string[], groupOf?: (body: string) => string): Promise<void> {
  const Entries = bodies.map((body, index) => ({
    Id: String(index),
    MessageBody: body,
    ...(groupOf && { MessageGroupId: groupOf(body), MessageDeduplicationId: body }),
  }));
  await client.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
}

export async function left(): Promise<{ waiting: number; inFlight: number }> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ["All"] }),
  );
  return {
    waiting: Number(Attributes.ApproximateNumberOfMessages),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
  };
}
export const isEmpty = () => expect.poll(left).toEqual({ waiting: 0, inFlight: 0 });
export const failing =
  (...bodies: string[]) =>
  ({ Records }: Batch) => ({
    batchItemFailures: Records.filter(({ body }) => bodies.includes(body)).map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  });
