import { expect, test } from "vitest";
import { failedSeeds } from "../faults/chat/failed-seeds.ts";
import { runMany } from "../faults/chat/run-many.ts";

const seeds = Array.from({ length: 12 }, (_, at) => 5_030 + at);

test("whatever fails, dies, repeats or is lost, each message has one answer or one final error, in order", {
  timeout: 900_000,
}, async () => {
  const outcomes = await runMany({ seeds: [...failedSeeds.map(([seed]) => seed), ...seeds], lanes: 3 });
  const wrong = outcomes.filter(({ complaints }) => complaints.length > 0);
  expect(wrong.map(({ seed, complaints }) => ({ seed, complaints }))).toEqual([]);
  expect(outcomes).toHaveLength(failedSeeds.length + seeds.length);
  expect(outcomes.reduce((sum, { crashes }) => sum + crashes, 0)).toBeGreaterThan(20);
});
