import { setTimeout as sleep } from "node:timers/promises";
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type LocalAws, startAws } from "../start-aws.ts";
import { emptyCloud } from "../test-clients.ts";
import { arnOf, bodies, driveQueues } from "./queue-driver.ts";

let aws: LocalAws;
let queues: ReturnType<typeof driveQueues>;
let standard: string;

beforeAll(async () => {
  aws = await startAws(emptyCloud);
  queues = driveQueues(aws);
});
afterAll(() => aws.close());
beforeEach(async () => {
  standard = await queues.make();
});

test("a queue's address is on the local port, however it is asked for", async () => {
  const QueueName = standard.split("/").at(-1)!;
  const found = await queues.sqs.send(new GetQueueUrlCommand({ QueueName }));
  const listed = await queues.sqs.send(new ListQueuesCommand({ QueueNamePrefix: QueueName }));
  expect(standard).toBe(aws.queueUrl(QueueName));
  expect(found.QueueUrl).toBe(standard);
  expect(listed.QueueUrls).toEqual([standard]);
});

test("a message is received once and is gone when deleted", async () => {
  await queues.send(standard, "hello");
  const [message] = await queues.receive(standard);
  expect(message?.Body).toBe("hello");
  expect(await queues.receive(standard)).toEqual([]);
  await queues.drop(standard, message!);
  const { Attributes } = await queues.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: standard, AttributeNames: ["All"] }),
  );
  expect(Attributes?.ApproximateNumberOfMessagesNotVisible).toBe("0");
});

test("a message comes back when its visibility ends", async () => {
  await queues.send(standard, "again");
  await queues.receive(standard, { VisibilityTimeout: 1 });
  const [message] = await queues.receive(standard, { WaitTimeSeconds: 10 });
  expect(message?.Attributes?.ApproximateReceiveCount).toBe("2");
});

test("a queue in haste shows again in a moment what it should hide for minutes", async () => {
  const hasty = await startAws({ ...emptyCloud, queueHaste: 1_000 });
  try {
    const others = driveQueues(hasty);
    const queue = await others.make();
    await others.send(queue, "again");
    const [first] = await others.receive(queue, { VisibilityTimeout: 600 });
    const postponed = { QueueUrl: queue, ReceiptHandle: first!.ReceiptHandle, VisibilityTimeout: 900 };
    await others.sqs.send(new ChangeMessageVisibilityCommand(postponed));
    const [second] = await others.receive(queue, { WaitTimeSeconds: 10 });
    expect(second?.Attributes?.ApproximateReceiveCount).toBe("2");
  } finally {
    await hasty.close();
  }
});

test("a delayed message is hidden until its delay ends", async () => {
  const sentAt = Date.now();
  await queues.send(standard, "later", { DelaySeconds: 1 });
  expect(await queues.receive(standard)).toEqual([]);
  expect(bodies(await queues.receive(standard, { WaitTimeSeconds: 10 }))).toEqual(["later"]);
  expect(Date.now() - sentAt).toBeGreaterThanOrEqual(990);
});

test("a long poll answers as soon as a message comes", async () => {
  const polled = queues.receive(standard, { WaitTimeSeconds: 20 });
  await sleep(50);
  await queues.send(standard, "now");
  expect(bodies(await polled)).toEqual(["now"]);
});

test("a message that was received too often moves to the dead-letter queue, and redrive brings it back", async () => {
  const { dead, source } = await queues.makeWatched(2);
  await queues.send(source, "poison");
  for (const _ of [1, 2]) await queues.release(source, (await queues.receive(source))[0]!);
  expect(await queues.receive(source)).toEqual([]);
  await queues.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(dead) }));
  expect(await queues.receive(dead)).toEqual([]);
  const [back] = await queues.receive(source);
  expect(back).toMatchObject({ Body: "poison", Attributes: { ApproximateReceiveCount: "1" } });
});

test("redrive from a queue that is nobody's dead-letter queue is refused", async () => {
  const start = queues.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(standard) }));
  await expect(start).rejects.toThrow(/must be configured as a Dead Letter Queue/);
});

test("messages that SQS refuses are refused", async () => {
  const fifo = await queues.make({ FifoQueue: "true" });
  await expect(queues.send(fifo, "no group")).rejects.toMatchObject({
    name: "MissingParameter",
  });
  await expect(
    queues.send(fifo, "x", { MessageGroupId: "a b", MessageDeduplicationId: "1" }),
  ).rejects.toThrow(/MessageGroupId/);
  await expect(queues.send(standard, "x", { DelaySeconds: 901 })).rejects.toThrow(/DelaySeconds/);
  await expect(queues.send(standard, "\u0000")).rejects.toMatchObject({ name: "InvalidMessageContents" });
  await expect(queues.send(standard, "x".repeat(1024 * 1024 + 1))).rejects.toThrow(
    /shorter than 1048576 bytes/,
  );
  await expect(queues.send(aws.queueUrl("nowhere"), "x")).rejects.toMatchObject({
    name: "QueueDoesNotExist",
  });
});

test("a bad entry of a batch fails alone", async () => {
  const { Successful, Failed } = await queues.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: standard,
      Entries: [
        { Id: "good", MessageBody: "good" },
        { Id: "bad", MessageBody: "bad", DelaySeconds: 1000 },
      ],
    }),
  );
  expect(Successful?.map((entry) => entry.Id)).toEqual(["good"]);
  expect(Failed).toMatchObject([{ Id: "bad", SenderFault: true, Code: "InvalidParameterValue" }]);
});

test("messages that were handed to a caller who hung up go back, uncounted", async () => {
  const gone = new AbortController();
  const polled = queues.sqs.send(new ReceiveMessageCommand({ QueueUrl: standard, WaitTimeSeconds: 20 }), {
    abortSignal: gone.signal,
  });
  await sleep(50);
  gone.abort();
  await expect(polled).rejects.toThrow();
  await sleep(50);
  await queues.send(standard, "kept");
  const [message] = await queues.receive(standard, { WaitTimeSeconds: 5 });
  expect(message).toMatchObject({ Body: "kept", Attributes: { ApproximateReceiveCount: "1" } });
});
