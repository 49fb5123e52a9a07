import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, test, vi } from "vitest";
import { awsClientOptions } from "#shared/adapters/aws/client-options.ts";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresOutbox } from "#shared/adapters/postgres/postgres-outbox.ts";
import { sqsJobQueue } from "#shared/adapters/queues/sqs-job-queue.ts";
import { createRedis } from "#shared/adapters/redis/redis-client.ts";
import { redisDirtyMark } from "#shared/adapters/redis/redis-dirty-mark.ts";
import { sweepOutbox } from "#shared/domain/outbox/sweep-outbox.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";

const cloud = await startOwnCloud();
const { url, environment, postgres, redis } = cloud;

/** The sweep as it is deployed, but for its clock. */
let now = Date.now();
const ports = {
  outbox: postgresOutbox(createDatabase({ url: environment.DATABASE_URL! })),
  jobs: sqsJobQueue(
    new SQSClient({
      ...awsClientOptions,
      endpoint: environment.AWS_ENDPOINT_URL!,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
    { "memory-jobs": environment.AIMI_MEMORY_JOBS_QUEUE_URL! },
  ),
  dirtyMark: redisDirtyMark(
    createRedis({ url: environment.UPSTASH_REDIS_REST_URL!, token: environment.UPSTASH_REDIS_REST_TOKEN! }),
    environment.AIMI_STAGE!,
  ),
  tally: fakeTally(),
  clock: { now: () => now },
  log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
};

async function sweepForMinutes(minutes: number): Promise<boolean[]> {
  const looked: boolean[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    now += 60_000;
    looked.push((await sweepOutbox(ports)).looked);
  }
  return looked;
}

async function writeAndEmbed(): Promise<void> {
  const memory = memoryClient(url);
  const { id } = await memory.write({ content: "one word and then silence" });
  await memory.untilEmbedded(id);
  await vi.waitUntil(async () => (await ports.outbox.nextDue()) === null, { timeout: 30_000 });
}

test("a stage where nothing happens leaves Postgres alone for an hour and more", async () => {
  await writeAndEmbed();
  const settling = await sweepForMinutes(5);
  expect(settling[0]).toBe(true);
  expect(settling.at(-1)).toBe(false);

  const before = { postgres: postgres.requestCount(), redis: redis.commandCount() };
  expect(new Set(await sweepForMinutes(60))).toEqual(new Set([false]));
  expect(postgres.requestCount()).toBe(before.postgres);
  expect(redis.commandCount()).toBe(before.redis + 60);
});

test("a write wakes the sweep, and it falls asleep again", async () => {
  await sweepForMinutes(5);
  await writeAndEmbed();
  const before = postgres.requestCount();
  const looked = await sweepForMinutes(10);
  expect(looked[0]).toBe(true);
  expect(looked.at(-1)).toBe(false);
  expect(postgres.requestCount()).toBeGreaterThan(before);
});

test("work that cannot be sent has the sweep try again until it is done", async () => {
  now = Date.now();
  cloud.aws.disturb("AmazonSQS.SendMessageBatch", "fail");
  const memory = memoryClient(url);
  const { id } = await memory.write({ content: "left behind" });
  let failed = 0;
  for (let minute = 0; minute < 20; minute++) {
    now += 60_000;
    await sweepOutbox(ports).catch(() => failed++);
  }
  expect(failed).toBeGreaterThanOrEqual(3);

  cloud.aws.disturb("AmazonSQS.SendMessageBatch", "pass");
  expect(await sweepForMinutes(60)).toContain(true);
  await memory.untilEmbedded(id);
  await vi.waitUntil(async () => (await ports.outbox.nextDue()) === null, { timeout: 30_000 });
  expect((await sweepForMinutes(3)).at(-1)).toBe(false);
});
