import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type LocalAws, startAws } from "../start-aws.ts";
import { emptyCloud } from "../test-clients.ts";
import { bodies, driveQueues } from "./queue-driver.ts";

let aws: LocalAws;
let queues: ReturnType<typeof driveQueues>;
let fifo: string;

beforeAll(async () => {
  aws = await startAws(emptyCloud);
  queues = driveQueues(aws);
});
afterAll(() => aws.close());
beforeEach(async () => {
  fifo = await queues.make({ FifoQueue: "true" });
});

test("a FIFO queue hands out a group in order, several at once, and blocks only that group while they are out", async () => {
  for (const [id, group] of ["a", "a", "b", "a"].entries()) {
    await queues.send(fifo, `${group}${id}`, { MessageGroupId: group, MessageDeduplicationId: `${id}` });
  }
  const first = await queues.receive(fifo, { MaxNumberOfMessages: 2 });
  expect(bodies(first)).toEqual(["a0", "a1"]);
  expect(bodies(await queues.receive(fifo))).toEqual(["b2"]);
  await queues.drop(fifo, first[0]!);
  expect(await queues.receive(fifo)).toEqual([]);
  await queues.drop(fifo, first[1]!);
  expect(bodies(await queues.receive(fifo))).toEqual(["a3"]);
});

test("messages of a group that come back together keep their order", async () => {
  for (const id of ["1", "2", "3"]) {
    await queues.send(fifo, id, { MessageGroupId: "g", MessageDeduplicationId: id });
  }
  for (const message of await queues.receive(fifo)) await queues.release(fifo, message);
  expect(bodies(await queues.receive(fifo))).toEqual(["1", "2", "3"]);
});

test("a failing message blocks its group until it moves to the dead-letter queue", async () => {
  const { dead, source } = await queues.makeWatched(2, { FifoQueue: "true" });
  await queues.send(source, "bad", { MessageGroupId: "g", MessageDeduplicationId: "1" });
  await queues.send(source, "next", { MessageGroupId: "g", MessageDeduplicationId: "2" });
  for (const _ of [1, 2]) {
    const [message] = await queues.receive(source, { MaxNumberOfMessages: 1 });
    expect(message?.Body).toBe("bad");
    expect(await queues.receive(source)).toEqual([]);
    await queues.release(source, message!);
  }
  expect(bodies(await queues.receive(source))).toEqual(["next"]);
  expect(bodies(await queues.receive(dead))).toEqual(["bad"]);
});

test("a FIFO queue drops a second message with the same deduplication id and answers with the first", async () => {
  const ids = { MessageGroupId: "g", MessageDeduplicationId: "same" };
  const first = await queues.send(fifo, "one", ids);
  const second = await queues.send(fifo, "two", { ...ids, MessageGroupId: "other" });
  expect(second.MessageId).toBe(first.MessageId);
  expect(bodies(await queues.receive(fifo))).toEqual(["one"]);
});
