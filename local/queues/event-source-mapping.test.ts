import { DeleteQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import {
  aws,
  batches,
  client,
  errors,
  isEmpty,
  left,
  makeQueue,
  map,
  mapping,
  newQueue,
  queue,
  send,
} from "./test-mapping.ts";

test("a message arrives as Lambda's SQS event, and is deleted once handled", async () => {
  await newQueue();
  let seen: unknown;
  map((batch) => {
    seen = batch;
  });
  const { MessageId, MD5OfMessageBody } = await client.send(
    new SendMessageCommand({
      QueueUrl: queue.url,
      MessageBody: "hello",
      MessageAttributes: {
        kind: { DataType: "String", StringValue: "greeting" },
        raw: { DataType: "Binary", BinaryValue: Buffer.from([0, 255]) },
      },
    }),
  );
  await expect.poll(() => seen).toBeDefined();
  const { Records } = seen as { Records: unknown[] };
  expect(Records).toEqual([
    {
      messageId: MessageId,
      receiptHandle: expect.any(String),
      body: "hello",
      attributes: expect.objectContaining({
        ApproximateReceiveCount: "1",
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
      }),
      messageAttributes: {
        kind: { stringValue: "greeting", stringListValues: [], binaryListValues: [], dataType: "String" },
        raw: { binaryValue: "AP8=", stringListValues: [], binaryListValues: [], dataType: "Binary" },
      },
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      md5OfBody: MD5OfMessageBody,
      eventSource: "aws:sqs",
      eventSourceARN: queue.arn,
      awsRegion: "us-east-1",
    },
  ]);
  await isEmpty();
});

test("a batch is no larger than its size, and no more run at once than allowed", async () => {
  await newQueue();
  await send(["a", "b", "c", "d", "e", "f", "g", "h"]);
  let now = 0;
  let most = 0;
  map(
    async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 50));
      now -= 1;
    },
    { batchSize: 2, maxConcurrency: 2, visibilitySeconds: 60 },
  );
  await expect.poll(() => batches.flat()).toHaveLength(8);
  expect(batches.map((batch) => batch.length)).toEqual([2, 2, 2, 2]);
  expect(most).toBe(2);
});

test("a FIFO group runs one batch at a time and in order, beside other groups", async () => {
  await newQueue(true);
  const gate = Promise.withResolvers<void>();
  await send(["a1"], () => "a");
  map(
    async ({ Records }) => {
      if (Records[0]?.body === "a1") await gate.promise;
    },
    { visibilitySeconds: 60 },
  );
  await expect.poll(() => batches).toEqual([["a1"]]);
  await send(["a2", "b1"], (body) => body.slice(0, 1));
  await expect.poll(() => batches).toEqual([["a1"], ["b1"]]);
  gate.resolve();
  await expect.poll(() => batches).toEqual([["a1"], ["b1"], ["a2"]]);
  await isEmpty();
});

test("polling recovers from errors by itself, with growing pauses", async () => {
  await newQueue();
  const pauses: number[] = [];
  const { url } = queue;
  await client.send(new DeleteQueueCommand({ QueueUrl: url }));
  map(() => undefined, {
    async pause(ms) {
      pauses.push(ms);
      if (pauses.length === 3) await makeQueue();
    },
  });
  await expect.poll(() => pauses).toEqual([200, 400, 800]);
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "back" }));
  await expect.poll(() => batches).toEqual([["back"]]);
});

test("closing stops polling and waits for the batches that run", async () => {
  await newQueue();
  await send(["a"]);
  let done = false;
  map(async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    done = true;
  });
  await expect.poll(() => batches).toHaveLength(1);
  await mapping?.close();
  expect(done).toBe(true);
  await send(["b"]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(batches).toEqual([["a"]]);
  expect(await left()).toEqual({ waiting: 1, inFlight: 0 });
});

test("closing ends a mapping that waits for one of its batches to end", async () => {
  await newQueue();
  await send(["a", "b"]);
  const gate = Promise.withResolvers<void>();
  map(() => gate.promise, { batchSize: 1, maxConcurrency: 1, visibilitySeconds: 60 });
  await expect.poll(() => batches).toEqual([["a"]]);
  const closed = mapping?.close();
  gate.resolve();
  await closed;
  expect(batches).toEqual([["a"]]);
  expect(await left()).toEqual({ waiting: 1, inFlight: 0 });
});

test.each(["fail", "hold"] as const)("a receive that %ss takes nothing, and is made again", async (how) => {
  await newQueue();
  aws.disturb("AmazonSQS.ReceiveMessage", how);
  await send(["a"]);
  map(() => undefined, { pause: async () => aws.disturb("AmazonSQS.ReceiveMessage", "pass") });
  if (how === "hold") aws.disturb("AmazonSQS.ReceiveMessage", "pass");
  await expect.poll(() => errors).toHaveLength(1);
  await expect.poll(() => batches).toEqual([["a"]]);
  await isEmpty();
});
