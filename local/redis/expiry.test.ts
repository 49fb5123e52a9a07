import { afterEach, beforeEach, expect, test } from "vitest";
import { type LocalRedis, startRedis } from "./start-redis.ts";
import { clientOf } from "./testing/each-server.ts";

let server: LocalRedis;
let nowMs: number;
let redis: ReturnType<typeof clientOf>;

beforeEach(async () => {
  nowMs = 1_795_000_000_000;
  server = await startRedis({ dataDir: null, now: () => nowMs });
  redis = clientOf(server);
});
afterEach(() => server.close());

test("a key is there until the last millisecond of its time and gone after", async () => {
  await redis.set("k", "v", { px: 1500 });
  nowMs += 1499;
  expect(await redis.get("k")).toBe("v");
  expect(await redis.pttl("k")).toBe(1);
  nowMs += 1;
  expect(await redis.get("k")).toBeNull();
  expect(await redis.dbsize()).toBe(0);
  expect(await redis.keys("*")).toEqual([]);
});

test("TTL rounds to the nearest second as Redis does", async () => {
  await redis.set("k", "v", { px: 2600 });
  expect(await redis.ttl("k")).toBe(3);
  nowMs += 200;
  expect(await redis.ttl("k")).toBe(2);
});

test("an expired key starts afresh", async () => {
  await redis.rpush("list", "old");
  await redis.expire("list", 10);
  nowMs += 10_000;
  expect(await redis.rpush("list", "new")).toBe(1);
  expect(await redis.ttl("list")).toBe(-1);
  await redis.incr("count");
  await redis.pexpire("count", 5);
  nowMs += 5;
  expect(await redis.incr("count")).toBe(1);
});

test("absolute times count from the epoch and those in the past delete", async () => {
  await redis.set("k", "v", { exat: 1_795_000_010 });
  expect(await redis.ttl("k")).toBe(10);
  await redis.expireat("k", 1_795_000_020);
  expect(await redis.pttl("k")).toBe(20_000);
  expect(await redis.pexpireat("k", 1_000_000_000_000)).toBe(1);
  expect(await redis.exists("k")).toBe(0);
});

test("the clock that commands and scripts read is the one given", async () => {
  expect(await redis.time()).toEqual(["1795000000", "0"]);
  nowMs += 250;
  expect(await redis.eval("return redis.call('TIME')", [], [])).toEqual(["1795000000", "250000"]);
});
