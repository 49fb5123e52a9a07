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
