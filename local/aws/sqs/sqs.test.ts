import { setTimeout as sleep } from "node:timers/promises";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type LocalAws, startAws } from "../start-aws.ts";
import { clientsFor, emptyCloud } from "../test-clients.ts";

let aws: LocalAws;
let clients: ReturnType<typeof clientsFor>;
let standard: string;
let fifo: string;
let number = 0;

beforeAll(async () => {
  aws = await startAws(emptyCloud);
  clients = clientsFor(aws.url);
});
afterAll(() => aws.close());

beforeEach(async () => {
  number += 1;
  standard = await makeQueue(`work-${number}`, {});
  fifo = await makeQueue(`turns-${number}.fifo`, { FifoQueue: "true" });
});

async function makeQueue(QueueName: string, Attributes: Record<string, string>): Promise<string> {
  const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl!;
}

const arnOf = (url: string) => `arn:aws:sqs:us-east-1:000000000000:${url.split("/").at(-1)}`;

async function withDeadLetters(url: string, maxReceiveCount: number, kind = {}): Promise<string> {
  const name = url.split("/").at(-1)!.replace(".fifo", "");
  const dead = await makeQueue(`${name}-dead${"FifoQueue" in kind ? ".fifo" : ""}`, kind);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(dead), maxReceiveCount });
  await makeQueue(`${name}-watched${"FifoQueue" in kind ? ".fifo" : ""}`, { ...kind, RedrivePolicy });
  return dead;
}

const watched = (dead: string) => dead.replace("-dead", "-watched");

async function send(QueueUrl: string, MessageBody: string, more = {}) {
  return await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
}

async function receive(QueueUrl: string, more = {}): Promise<Message[]> {
  const { Messages = [] } = await clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["All"],
      ...more,
    }),
  );
  return Messages;
}

const bodies = (messages: Message[]) => messages.map((message) => message.Body);
const drop = (QueueUrl: string, { ReceiptHandle }: Message) =>
  clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const release = (QueueUrl: string, { ReceiptHandle }: Message) =>
  clients.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));

test("a queue's address is on the local port, however it is asked for", async () => {
  const QueueName = standard.split("/").at(-1)!;
  const found = await clients.sqs.send(new GetQueueUrlCommand({ QueueName }));
  const listed = await clients.sqs.send(new ListQueuesCommand({ QueueNamePrefix: QueueName }));
  expect(standard).toBe(aws.queueUrl(QueueName));
  expect(found.QueueUrl).toBe(standard);
  expect(listed.QueueUrls).toEqual([standard]);
});

test("a message is received once and is gone when deleted", async () => {
  await send(standard, "hello");
  const [message] = await receive(standard);
  expect(message?.Body).toBe("hello");
  expect(await receive(standard)).toEqual([]);
  await drop(standard, message!);
  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: standard, AttributeNames: ["All"] }),
  );
  expect(Attributes?.ApproximateNumberOfMessagesNotVisible).toBe("0");
});

test("a message comes back when its visibility ends", async () => {
  await send(standard, "again");
  await receive(standard, { VisibilityTimeout: 1 });
  const [message] = await receive(standard, { WaitTimeSeconds: 10 });
  expect(message?.Attributes?.ApproximateReceiveCount).toBe("2");
});

test("a delayed message is hidden until its delay ends", async () => {
  const sentAt = Date.now();
  await send(standard, "later", { DelaySeconds: 1 });
  expect(await receive(standard)).toEqual([]);
  expect(bodies(await receive(standard, { WaitTimeSeconds: 10 }))).toEqual(["later"]);
  expect(Date.now() - sentAt).toBeGreaterThanOrEqual(990);
});

test("a long poll answers as soon as a message comes", async () => {
  const polled = receive(standard, { WaitTimeSeconds: 20 });
  await sleep(50);
  await send(standard, "now");
  expect(bodies(await polled)).toEqual(["now"]);
});

test("a message that was received too often moves to the dead-letter queue, and redrive brings it back", async () => {
  const dead = await withDeadLetters(standard, 2);
  const source = watched(dead);
  await send(source, "poison");
  for (const _ of [1, 2]) await release(source, (await receive(source))[0]!);
  expect(await receive(source)).toEqual([]);
  await clients.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(dead) }));
  expect(await receive(dead)).toEqual([]);
  const [back] = await receive(source);
  expect(back).toMatchObject({ Body: "poison", Attributes: { ApproximateReceiveCount: "1" } });
});

test("redrive from a queue that is nobody's dead-letter queue is refused", async () => {
  const start = clients.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(standard) }));
  await expect(start).rejects.toThrow(/must be configured as a Dead Letter Queue/);
});

test("a FIFO queue hands out a group in order, several at once, and blocks only that group while they are out", async () => {
  for (const [id, group] of ["a", "a", "b", "a"].entries()) {
    await send(fifo, `${group}${id}`, { MessageGroupId: group, MessageDeduplicationId: `${id}` });
  }
  const first = await receive(fifo, { MaxNumberOfMessages: 2 });
  expect(bodies(first)).toEqual(["a0", "a1"]);
  expect(bodies(await receive(fifo))).toEqual(["b2"]);
  await drop(fifo, first[0]!);
  expect(await receive(fifo)).toEqual([]);
  await drop(fifo, first[1]!);
  expect(bodies(await receive(fifo))).toEqual(["a3"]);
});

test("messages of a group that come back together keep their order", async () => {
  for (const id of ["1", "2", "3"]) {
    await send(fifo, id, { MessageGroupId: "g", MessageDeduplicationId: id });
  }
  for (const message of await receive(fifo)) await release(fifo, message);
  expect(bodies(await receive(fifo))).toEqual(["1", "2", "3"]);
});

test("a failing message blocks its group until it moves to the dead-letter queue", async () => {
  const dead = await withDeadLetters(fifo, 2, { FifoQueue: "true" });
  const source = watched(dead);
  await send(source, "bad", { MessageGroupId: "g", MessageDeduplicationId: "1" });
  await send(source, "next", { MessageGroupId: "g", MessageDeduplicationId: "2" });
  for (const _ of [1, 2]) {
    const [message] = await receive(source, { MaxNumberOfMessages: 1 });
    expect(message?.Body).toBe("bad");
    expect(await receive(source)).toEqual([]);
    await release(source, message!);
  }
  expect(bodies(await receive(source))).toEqual(["next"]);
  expect(bodies(await receive(dead))).toEqual(["bad"]);
});

test("a FIFO queue drops a second message with the same deduplication id and answers with the first", async () => {
  const ids = { MessageGroupId: "g", MessageDeduplicationId: "same" };
  const first = await send(fifo, "one", ids);
  const second = await send(fifo, "two", { ...ids, MessageGroupId: "other" });
  expect(second.MessageId).toBe(first.MessageId);
  expect(bodies(await receive(fifo))).toEqual(["one"]);
});

test("messages that SQS refuses are refused", async () => {
  await expect(send(fifo, "no group")).rejects.toMatchObject({
    name: "MissingParameter",
  });
  await expect(send(fifo, "x", { MessageGroupId: "a b", MessageDeduplicationId: "1" })).rejects.toThrow(
    /MessageGroupId/,
  );
  await expect(send(standard, "x", { DelaySeconds: 901 })).rejects.toThrow(/DelaySeconds/);
  await expect(send(standard, "\u0000")).rejects.toMatchObject({ name: "InvalidMessageContents" });
  await expect(send(standard, "x".repeat(1024 * 1024 + 1))).rejects.toThrow(/shorter than 1048576 bytes/);
  await expect(send(aws.queueUrl("nowhere"), "x")).rejects.toMatchObject({ name: "QueueDoesNotExist" });
});

test("a bad entry of a batch fails alone", async () => {
  const { Successful, Failed } = await clients.sqs.send(
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
  const polled = clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: standard, WaitTimeSeconds: 20 }), {
    abortSignal: gone.signal,
  });
  await sleep(50);
  gone.abort();
  await expect(polled).rejects.toThrow();
  await sleep(50);
  await send(standard, "kept");
  const [message] = await receive(standard, { WaitTimeSeconds: 5 });
  expect(message).toMatchObject({ Body: "kept", Attributes: { ApproximateReceiveCount: "1" } });
});
