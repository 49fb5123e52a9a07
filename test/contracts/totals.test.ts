import { randomUUID } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import { createRedis } from "#shared/adapters/redis/redis-client.ts";
import { redisTotals } from "#shared/adapters/redis/redis-totals.ts";
import type { Counts, Totals } from "#shared/ports/totals.ts";
import { fakeTotals } from "#test/fakes/fake-totals.ts";

const counts = (added: Counts["added"] = {}, reported: Counts["reported"] = {}) => ({ added, reported });

function describeTotals(name: string, make: () => Totals): void {
  describe(`totals in ${name}`, () => {
    test("are nothing at first", async () => {
      expect(await make().addAndRead(counts())).toEqual({});
    });

    test("add up what is added, and keep what was reported last", async () => {
      const totals = make();
      await totals.add(counts({ a: 2, '["b","/v1/{id}","ü"]': 1 }, { c: 1_769_851_800_123 }));
      await totals.add(counts({ a: 3 }, { c: 0 }));
      expect(await totals.addAndRead(counts({ d: 1 }))).toEqual({
        a: 5,
        '["b","/v1/{id}","ü"]': 1,
        c: 0,
        d: 1,
      });
    });

    test("hold sums of microseconds that no instance could count in its life", async () => {
      const totals = make();
      const century = 3_155_760_000_000_000;
      await totals.add(counts({ sum: century }));
      expect(await totals.addAndRead(counts({ sum: century + 1 }))).toEqual({ sum: 2 * century + 1 });
    });

    test("lose no count of many at once", async () => {
      const totals = make();
      await Promise.all(Array.from({ length: 50 }, () => totals.add(counts({ a: 1, b: 2 }))));
      expect(await totals.addAndRead(counts())).toEqual({ a: 50, b: 100 });
    });
  });
}

const { UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN } = inject("cloud").environment;
const redis = createRedis({ url: UPSTASH_REDIS_REST_URL!, token: UPSTASH_REDIS_REST_TOKEN! });

describeTotals("the fake", fakeTotals);
describeTotals("Redis", () => redisTotals(redis, `contract-${randomUUID()}`));
