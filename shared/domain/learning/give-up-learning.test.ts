import { expect, test } from "vitest";
import { stageLearning } from "#test/builders/stage-learning.ts";
import { giveUpLearning } from "./give-up-learning.ts";

test("a job that was tried too often is kept as a failed one while something waits, and once", async () => {
  const { ports, job, say, store } = stageLearning();
  expect(await giveUpLearning(ports, job)).toEqual({ failed: 0 });
  await say("I live in Berlin");
  expect(await giveUpLearning(ports, job)).toEqual({ failed: 1 });
  expect([...store.failed.values()]).toEqual([{ job, reason: "given_up" }]);
  expect([store.unlearned.size, store.jobs.size]).toEqual([1, 0]);
  expect(ports.tally.counted.get("aimi_learning_failed_total given_up")).toBe(1);
});

test("the message that the last tries were about does not stop the next job", async () => {
  const { ports, job, say, store, person } = stageLearning();
  const [first, second] = await say("I live in Berlin", "Anna runs");
  await giveUpLearning(ports, job);
  await giveUpLearning(ports, job);
  const [third] = await say("I swim");
  const most = { messages: 20, characters: 1_000, context: 4 };
  const { tenantId } = person;
  const next = await ports.learning.readStretch({ tenantId, conversationId: job.conversationId, most });
  expect(next?.messages.map(({ id }) => id)).toEqual([second, third]);
  expect([...store.unlearned.keys()]).toEqual([first, second, third]);
});
