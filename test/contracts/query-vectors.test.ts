import { randomUUID } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import { createRedis } from "#shared/adapters/redis/redis-client.ts";
import { redisQueryVectors } from "#shared/adapters/redis/redis-query-vectors.ts";
import type { QueryVectors } from "#shared/ports/query-vectors.ts";
import { fakeQueryVectors } from "#test/fakes/fake-query-vectors.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";

function describeQueryVectors(name: string, make: () => QueryVectors): void {
  describe(`query vectors in ${name}`, () => {
    const query = { model: "m", dimensions: 3, text: "where is my 🚲?" };

    test("are unknown until they are kept", async () => {
      expect(await make().find(query)).toBeNull();
    });

    test("come back as they were kept, in single precision", async () => {
      const vectors = make();
      await vectors.keep(query, [0.1, -2.5, 1e-7]);
      expect(await vectors.find(query)).toEqual([0.1, -2.5, 1e-7].map(Math.fround));
    });

    test("belong to one text, one model and one number of dimensions", async () => {
      const vectors = make();
      await vectors.keep(query, [1, 2, 3]);
      expect(await vectors.find({ ...query, text: "where is my car?" })).toBeNull();
      expect(await vectors.find({ ...query, model: "n" })).toBeNull();
      expect(await vectors.find({ ...query, dimensions: 4 })).toBeNull();
    });
  });
}

const { UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN } = inject("cloud").environment;
const redis = createRedis({ url: UPSTASH_REDIS_REST_URL!, token: UPSTASH_REDIS_REST_TOKEN! });

describeQueryVectors("the fake", fakeQueryVectors);
describeQueryVectors("Redis", () => redisQueryVectors(redis, `test-${randomUUID()}`, fakeTally()));

test("Redis forgets them after an hour, and never knows what was asked", async () => {
  const stage = `test-${randomUUID()}`;
  await redisQueryVectors(redis, stage, fakeTally()).keep(
    { model: "m", dimensions: 1, text: "sentinel" },
    [1],
  );
  const [, keys] = await redis.scan(0, { match: `aimi:${stage}:query:*`, count: 100_000 });
  expect(keys).toHaveLength(1);
  expect(keys[0]).not.toContain("sentinel");
  const left = await redis.ttl(keys[0]!);
  expect(left).toBeGreaterThan(3_000);
  expect(left).toBeLessThanOrEqual(3_600);
});

test("Redis counts what it knew and what it did not", async () => {
  const tally = fakeTally();
  const vectors = redisQueryVectors(redis, `test-${randomUUID()}`, tally);
  const query = { model: "m", dimensions: 1, text: "counted" };
  await vectors.find(query);
  await vectors.keep(query, [1]);
  await vectors.find(query);
  await vectors.find(query);
  expect(Object.fromEntries(tally.counted)).toEqual({
    aimi_query_vector_cache_misses_total: 1,
    aimi_query_vector_cache_hits_total: 2,
  });
});
