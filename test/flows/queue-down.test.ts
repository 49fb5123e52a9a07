import { afterEach, expect, test, vi } from "vitest";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { rowsOf } from "./rows.ts";

const cloud = await startOwnCloud();
const { url, aws, lambda } = cloud;
const rows = rowsOf(cloud.environment);
const sendJobs = "AmazonSQS.SendMessageBatch";
const sweep = () => lambda.invoke("outbox-sweep", {});

afterEach(() => aws.disturb(sendJobs, "pass"));

test.each(["fail", "hold"] as const)(
  "a message is stored while the queue does '%s', and the sweep sends its job later",
  async (how) => {
    const memory = memoryClient(url);
    aws.disturb(sendJobs, how);
    const startedAt = performance.now();
    const { id } = await memory.write({ content: "kept in the outbox" });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect((await memory.search("outbox")).results.map((result) => result.id)).toEqual([id]);
    expect(await rows.outbox()).toMatchObject([{ tenant_id: memory.tenant, attempts: 0 }]);

    aws.disturb(sendJobs, "pass");
    expect(await sweep()).toEqual({ looked: true, sent: 0 });
    await rows.backdateOutbox();
    expect(await sweep()).toEqual({ looked: true, sent: 1 });
    await memory.untilEmbedded(id);
    await vi.waitFor(async () => expect(await rows.outbox()).toEqual([]), { timeout: 60_000 });
  },
);

test("a sweep that cannot send loses nothing: a later one does", async () => {
  const memory = memoryClient(url);
  aws.disturb(sendJobs, "fail");
  const receipts = await memory.writeAll(["one", "two", "three"].map((content) => ({ content })));
  await rows.backdateOutbox();
  await expect(sweep()).rejects.toThrow();
  expect(await rows.outbox()).toMatchObject([{ attempts: 1 }]);

  aws.disturb(sendJobs, "pass");
  await rows.backdateOutbox();
  expect(await sweep()).toEqual({ looked: true, sent: 1 });
  for (const { id } of receipts) await memory.untilEmbedded(id);
});

test("a job that comes twice is done once and harms nothing", async () => {
  const memory = memoryClient(url);
  aws.disturb(sendJobs, "fail");
  const { id } = await memory.write({ content: "only once" });
  aws.disturb(sendJobs, "pass");
  for (let time = 0; time < 3; time++) {
    await rows.backdateOutbox();
    await sweep();
  }
  await memory.untilEmbedded(id);
  await vi.waitFor(async () => expect(await rows.outbox()).toEqual([]), { timeout: 60_000 });
  expect(await rows.count(memory.tenant)).toMatchObject({ messages: 1, embeddings: 1 });
});

test("a backlog is sent in one sweep, ten jobs to a call", async () => {
  const memory = memoryClient(url);
  aws.disturb(sendJobs, "fail");
  const receipts = await Promise.all(
    Array.from({ length: 25 }, (_, n) => memory.write({ content: `backlog ${n}` })),
  );
  aws.disturb(sendJobs, "pass");
  await rows.backdateOutbox();
  const calls = aws.requestCount(sendJobs);
  expect(await sweep()).toEqual({ looked: true, sent: 25 });
  expect(aws.requestCount(sendJobs) - calls).toBe(3);
  for (const { id } of receipts) await memory.untilEmbedded(id);
});
