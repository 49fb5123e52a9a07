import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import {
  type EventSourceMapping,
  type EventSourceMappingOptions,
  startEventSourceMapping,
} from "./event-source-mapping.ts";

export interface Batch {
  Records: { messageId: string; body: string; attributes: Record<string, string> }[];
}

export let sqs: FauxqsServer;
export let client: SQSClient;
export let mapping: EventSourceMapping | undefined;
export let batches: string[][];
export let errors: unknown[];
let queueCount = 0;
export let queue: { name: string; url: string; arn: string };

beforeAll(async () => {
  sqs = await startFauxqs({ port: 0, logger: false });
  client = new SQSClient({
    endpoint: `http://127.0.0.1:${sqs.port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
});
afterEach(async () => {
  await mapping?.close();
  mapping = undefined;
});
afterAll(async () => {
  client.destroy();
  await sqs.stop();
});

export function newQueue(fifo = false): void {
  queueCount += 1;
  const name = `jobs-${queueCount}${fifo ? ".fifo" : ""}`;
  const { queueArn } = sqs.createQueue(name, fifo ? { attributes: { FifoQueue: "true" } } : {});
  queue = { name, url: `http://127.0.0.1:${sqs.port}/000000000000/${name}`, arn: queueArn };
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
    fifo: queue.name.endsWith(".fifo"),
    batchSize: 10,
    batchWindowSeconds: 0,
    maxConcurrency: 5,
    visibilitySeconds: 1,
    waitSeconds: 1,
    client,
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

export function left(): { waiting: number; inFlight: number } {
  const messages = sqs.inspectQueue(queue.name)?.messages;
  return { waiting: messages?.ready.length ?? 0, inFlight: messages?.inflight.length ?? 0 };
}
export const isEmpty = () => expect.poll(left).toEqual({ waiting: 0, inFlight: 0 });
export const failing =
  (...bodies: string[]) =>
  ({ Records }: Batch) => ({
    batchItemFailures: Records.filter(({ body }) => bodies.includes(body)).map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  });
