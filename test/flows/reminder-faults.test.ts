import { expect, test } from "vitest";
import { runManyReminders } from "../faults/reminders/run-many-reminders.ts";

const seeds = Array.from({ length: 8 }, (_, at) => 1 + at);

test("whatever fails, dies, refuses or comes twice, each time that stands is told once, and nothing else", {
  timeout: 600_000,
}, async () => {
  const outcomes = await runManyReminders({ seeds, lanes: 2 });
  const wrong = outcomes.filter(({ complaints }) => complaints.length > 0);
  expect(wrong.map(({ seed, complaints }) => ({ seed, complaints }))).toEqual([]);
  expect(outcomes).toHaveLength(seeds.length);
  const sum = (what: "deliveries" | "deaths" | "repairs") =>
    outcomes.reduce((total, outcome) => total + outcome[what], 0);
  expect(sum("deliveries")).toBeGreaterThan(20);
  expect(sum("deaths")).toBeGreaterThan(5);
  expect(sum("repairs")).toBeGreaterThan(5);
});
