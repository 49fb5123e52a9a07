import { expect, test } from "vitest";
import { runManyLearning } from "../faults/learning/run-many-learning.ts";

const seeds = Array.from({ length: 16 }, (_, at) => 1 + at);

test("whatever fails, dies or comes twice, the same is known in the end, once and with nothing lost", {
  timeout: 600_000,
}, async () => {
  const outcomes = await runManyLearning({ seeds, lanes: 2 });
  const wrong = outcomes.filter(({ complaints }) => complaints.length > 0);
  expect(wrong.map(({ seed, complaints }) => ({ seed, complaints }))).toEqual([]);
  expect(outcomes).toHaveLength(seeds.length);
  expect(outcomes.reduce((sum, { crashes }) => sum + crashes, 0)).toBeGreaterThan(5);
  expect(outcomes.reduce((sum, { failedJobs }) => sum + failedJobs, 0)).toBeGreaterThan(2);
});
