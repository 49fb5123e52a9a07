import { expect, test } from "vitest";
import { gatherFamilies } from "./gather-families.ts";

const now = Date.UTC(2026, 0, 31);
const gather = (totals: Record<string, number>) =>
  new Map(gatherFamilies(totals, now).map(({ name, samples }) => [name, samples]));
const field = (...parts: string[]) => JSON.stringify(parts);

test("a metric without labels is there from the start, others once they have a series", () => {
  const families = gather({});
  expect(families.get("aimi_front_door_failures_total")).toEqual([{ labels: {}, value: 0 }]);
  expect(families.get("aimi_embedding_lag_seconds")?.at(-1)).toMatchObject({ suffix: "_count", value: 0 });
  expect(families.get("http_request_duration_seconds")).toEqual([]);
});

test("what was never reported has no series", () => {
  expect(gather({}).get("aimi_retention_last_run_timestamp_seconds")).toEqual([]);
  const seconds = gather({ [field("aimi_retention_last_run_timestamp_seconds")]: 1_769_817_600 });
  expect(seconds.get("aimi_retention_last_run_timestamp_seconds")).toEqual([
    { labels: {}, value: 1_769_817_600 },
  ]);
});

test("buckets are summed up, and durations shown in seconds", () => {
  const name = "aimi_embedding_lag_seconds";
  const samples = gather({
    [field(name, "0.1")]: 2,
    [field(name, "1")]: 3,
    [field(name, "+Inf")]: 1,
    [field(name, "sum")]: 7_200_500_000,
  }).get(name)!;
  const upTo = (le: string) => samples.find(({ labels }) => labels.le === le)?.value;
  expect(["0.1", "0.25", "1", "3600", "+Inf"].map(upTo)).toEqual([2, 2, 5, 5, 6]);
  expect(samples.slice(-2).map(({ value }) => value)).toEqual([7_200.5, 6]);
});

test("a bucket that another release had counts in the next larger one", () => {
  const name = "aimi_embedding_lag_seconds";
  const samples = gather({ [field(name, "0.7")]: 4 }).get(name)!;
  const upTo = (le: string) => samples.find(({ labels }) => labels.le === le)?.value;
  expect([upTo("0.5"), upTo("1")]).toEqual([0, 4]);
});

test("what another release counted otherwise is left out", () => {
  const name = "aimi_queue_records_total";
  const totals = {
    [field(name, "memory-jobs", "done")]: 5,
    [field(name, "memory-jobs")]: 1,
    [field(name, "memory-jobs", "done", "more")]: 1,
    [field("aimi_nobody_knows_it_total")]: 1,
    "not JSON": 1,
  };
  const families = gather(totals);
  expect(families.get(name)).toEqual([{ labels: { queue: "memory-jobs", outcome: "done" }, value: 5 }]);
  expect(families.has("aimi_nobody_knows_it_total")).toBe(false);
});

test.each([
  ["until when it is open", now + 15_000, 1],
  ["that it was open within the last minute", now - 59_000, 1],
  ["that it was open a while ago", now - 60_000, 0],
  ["that it closed", 0, 0],
])("a breaker is shown by who told last: %s", (_what, until, shown) => {
  const name = "aimi_model_breaker_open";
  expect(gather({ [field(name, "storage")]: until }).get(name)).toEqual([
    { labels: { purpose: "storage" }, value: shown },
  ]);
});
