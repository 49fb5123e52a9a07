import { afterEach, describe, expect, test, vi } from "vitest";
import { type Metrics, readMetrics } from "#test/prometheus/read-metrics.ts";
import { call } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { queueClient } from "./queue-client.ts";
import { rowsOf } from "./rows.ts";

const cloud = await startOwnCloud();
const { url, model, lambda, aws } = cloud;

afterEach(() => {
  model.disturb("pass");
  aws.disturb("AmazonSQS.SendMessageBatch", "pass");
});

async function scrape(): Promise<Metrics> {
  const { status, text } = await call(`${url}/metrics`);
  expect(status, text).toBe(200);
  return readMetrics(text);
}

/** Workers hand on a moment after what they do can be seen. */
async function untilMetrics(hold: (metrics: Metrics) => boolean): Promise<Metrics> {
  let metrics = await scrape();
  await vi.waitUntil(
    async () => {
      metrics = await scrape();
      return hold(metrics);
    },
    { timeout: 30_000, interval: 100 },
  );
  return metrics;
}

test("embedding is told: calls, texts, the lag of each job, and what became of the records", async () => {
  const before = await scrape();
  const memory = memoryClient(url);
  const messages = Array.from({ length: 3 }, (_, n) => ({ content: `to be embedded ${n}` }));
  const [first] = await memory.writeAll(messages);
  await memory.untilEmbedded(first!.id);
  const lag = "aimi_embedding_lag_seconds";
  const after = await untilMetrics(({ find }) => find(`${lag}_count`) === before.find(`${lag}_count`)! + 1);
  const grown = (name: string, labels = {}) =>
    (after.find(name, labels) ?? 0) - (before.find(name, labels) ?? 0);
  expect(grown(`${lag}_sum`)).toBeGreaterThan(0);
  expect(grown(`${lag}_sum`)).toBeLessThan(60);
  const purpose = "storage";
  expect(grown("aimi_embedded_texts_total", { purpose })).toBe(3);
  const calls = "aimi_embedding_request_duration_seconds_count";
  expect(grown(calls, { purpose, outcome: "answered" })).toBe(1);
  expect(grown("aimi_queue_records_total", { queue: "memory-jobs", outcome: "done" })).toBe(1);
});

describe("requests", () => {
  test("count by route and status, whether or not they ask Redis for anything", async () => {
    const memory = memoryClient(url);
    const before = await scrape();
    const { id } = await memory.write({ content: "counted" });
    for (let time = 0; time < 3; time++) await memory.read(id);
    await memory.send("/v1/messages", { conversation_id: "c", role: "nobody", content: "x" });
    const after = await scrape();
    const counted = (labels: Record<string, string>) => after.requests(labels) - before.requests(labels);
    expect(counted({ method: "POST", route: "/v1/messages", status: "201" })).toBe(1);
    expect(counted({ method: "POST", route: "/v1/messages", status: "400" })).toBe(1);
    expect(counted({ method: "GET", route: "/v1/messages/{id}", status: "200" })).toBe(3);
  });

  test("count across instances; one that dies takes with it what it counted since its last call", async () => {
    const stored = async () => (await scrape()).requests({ route: "/v1/messages", status: "201" });
    const memory = memoryClient(url);
    const write = () => memory.write({ content: "written again" });
    const before = await stored();
    lambda.reload();
    for (let time = 0; time < 3; time++) await write();
    lambda.reload();
    for (let time = 0; time < 2; time++) await write();
    expect((await stored()) - before).toBe(2 + 2);
  });
});

test("a search's vector is a miss the first time and a hit the next", async () => {
  const before = await scrape();
  const memory = memoryClient(url);
  for (let time = 0; time < 3; time++) await memory.search("a bicycle that nobody asked for yet");
  const after = await scrape();
  const grown = (name: string) => after.find(name)! - before.find(name)!;
  expect(grown("aimi_query_vector_cache_misses_total")).toBe(1);
  expect(grown("aimi_query_vector_cache_hits_total")).toBe(2);
});

test("a model that is down shows: failures, whom the breaker turned away, and that it is open", async () => {
  const memory = memoryClient(url);
  const purpose = "search";
  const seen = async () => {
    const { find } = await scrape();
    return {
      failed: find("aimi_embedding_request_duration_seconds_count", { purpose, outcome: "failed" }) ?? 0,
      refused: find("aimi_model_breaker_refusals_total", { purpose }) ?? 0,
      opened: find("aimi_model_breaker_opened_total", { purpose }) ?? 0,
      open: find("aimi_model_breaker_open", { purpose }),
    };
  };
  const before = await seen();
  model.disturb("fail");
  for (let time = 0; time < 7; time++) await memory.search(`while the model is down ${time}`);
  const after = await seen();
  const [failed, refused] = [after.failed - before.failed, after.refused - before.refused];
  // Failures in a row may have begun before, on a machine too busy to answer in time.
  expect(failed).toBeLessThanOrEqual(5);
  expect(failed + refused).toBe(7);
  expect(after).toMatchObject({ opened: before.opened + 1, open: 1 });
});

test("jobs that the sweep sends again are counted", async () => {
  const resent = async () => (await scrape()).find("aimi_outbox_resent_total", { queue: "memory-jobs" }) ?? 0;
  const before = await resent();
  aws.disturb("AmazonSQS.SendMessageBatch", "fail");
  await memoryClient(url).write({ content: "left behind" });
  aws.disturb("AmazonSQS.SendMessageBatch", "pass");
  await rowsOf(cloud.environment).backdateOutbox();
  const { sent } = (await lambda.invoke("outbox-sweep", {})) as { sent: number };
  expect(sent).toBeGreaterThanOrEqual(1);
  expect(await resent()).toBe(before + sent);
});

test("dead letters show in the queue's gauge", async () => {
  await queueClient(cloud.environment).sendDeadLetter("{}");
  lambda.reload();
  const { find } = await scrape();
  expect(find("aimi_queue_messages", { queue: "memory-jobs", state: "dead" })).toBe(1);
});
