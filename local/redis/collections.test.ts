import { expect, test } from "vitest";
import { onEachServer } from "./testing/each-server.ts";

onEachServer("collections", (subject) => {
  test("a list is pushed, read, trimmed and popped at both ends", async () => {
    const key = subject.key();
    const { redis } = subject;
    expect(await redis.rpush(key, "c", "d")).toBe(2);
    expect(await redis.lpush(key, "b", "a")).toBe(4);
    expect(await redis.lrange(key, 0, -1)).toEqual(["a", "b", "c", "d"]);
    expect(await redis.lindex(key, -1)).toBe("d");
    await redis.lset(key, 1, "B");
    await redis.ltrim(key, -3, -1);
    expect(await redis.lpop(key)).toBe("B");
    expect(await redis.rpop(key, 5)).toEqual(["d", "c"]);
    expect(await redis.exists(key)).toBe(0);
    expect(await redis.lpop(key)).toBeNull();
    await expect(redis.lset(key, 0, "x")).rejects.toThrow("ERR no such key");
  });

  test("LREM removes from the side that the sign of the count names", async () => {
    const key = subject.key();
    await subject.redis.rpush(key, "x", "1", "x", "2", "x");
    expect(await subject.redis.lrem(key, -2, "x")).toBe(2);
    expect(await subject.redis.lrange(key, 0, -1)).toEqual(["x", "1", "2"]);
    expect(await subject.redis.lrem(key, 0, "x")).toBe(1);
    expect(await subject.redis.lrem(key, 0, "x")).toBe(0);
  });

  test("a hash keeps its fields in order and goes with the last one", async () => {
    const key = subject.key();
    const { redis } = subject;
    expect(await redis.hset(key, { name: "Ada", city: "London" })).toBe(2);
    expect(await redis.hset(key, { name: "Grace", born: "1906" })).toBe(1);
    expect(await redis.hgetall(key)).toEqual(["name", "Grace", "city", "London", "born", "1906"]);
    expect(await redis.hmget(key, "city", "none")).toEqual(
      ["city", "London", "none", null].filter((_, i) => i % 2),
    );
    expect(await redis.hsetnx(key, "city", "Paris")).toBe(0);
    expect(await redis.hincrby(key, "born", 4)).toBe(1910);
    expect(await redis.hincrbyfloat(key, "born", 0.5)).toBe("1910.5");
    expect(await redis.hexists(key, "name")).toBe(1);
    expect(await redis.hdel(key, "name", "city", "born", "none")).toBe(3);
    expect(await redis.exists(key)).toBe(0);
    expect(await redis.hgetall(key)).toEqual([]);
  });

  test("a hash field that is no number cannot be incremented", async () => {
    const key = subject.key();
    await subject.redis.hset(key, { name: "Ada" });
    await expect(subject.redis.hincrby(key, "name", 1)).rejects.toThrow("ERR hash value is not an integer");
  });

  test("a set holds each member once", async () => {
    const [key, other] = [subject.key("a"), subject.key("b")];
    const { redis } = subject;
    expect(await redis.sadd(key, "a", "b", "a", "c")).toBe(3);
    expect(await redis.sadd(other, "b", "z")).toBe(2);
    expect((await redis.smembers(key)).sort()).toEqual(["a", "b", "c"]);
    expect(await redis.smismember(key, ["a", "z"])).toEqual([1, 0]);
    expect((await redis.sunion(key, other)).sort()).toEqual(["a", "b", "c", "z"]);
    expect(await redis.sinter(key, other)).toEqual(["b"]);
    expect(await redis.smove(key, other, "a")).toBe(1);
    const popped = await redis.spop<string[]>(key, 5);
    expect(popped?.sort()).toEqual(["b", "c"]);
    expect(await redis.scard(key)).toBe(0);
  });

  test("a sorted set is ordered by score, then by name", async () => {
    const key = subject.key();
    const { redis } = subject;
    await redis.zadd(key, { score: 2, member: "b" }, { score: 1, member: "z" }, { score: 2, member: "a" });
    expect(await redis.zrange(key, 0, -1, { withScores: true })).toEqual(["z", "1", "a", "2", "b", "2"]);
    expect(await redis.zrange(key, 0, 0, { rev: true })).toEqual(["b"]);
    expect(await redis.zrange(key, "(1", "+inf", { byScore: true, offset: 1, count: 1 })).toEqual(["b"]);
    expect(await redis.zrange(key, "+inf", 2, { byScore: true, rev: true })).toEqual(["b", "a"]);
    expect(await redis.zcount(key, 1, "(2")).toBe(1);
    expect(await redis.zrank(key, "b")).toBe(2);
    expect(await redis.zscore(key, "none")).toBeNull();
    expect(await redis.zincrby(key, 2.5, "z")).toBe("3.5");
    expect(await redis.zremrangebyscore(key, 3, "+inf")).toBe(1);
    expect(await redis.zremrangebyrank(key, 0, -1)).toBe(2);
    expect(await redis.exists(key)).toBe(0);
  });

  test("ZADD's flags decide which scores change and what is counted", async () => {
    const key = subject.key();
    const { redis } = subject;
    expect(await redis.zadd(key, { xx: true }, { score: 1, member: "a" })).toBe(0);
    expect(await redis.zadd(key, { nx: true }, { score: 5, member: "a" })).toBe(1);
    expect(await redis.zadd(key, { nx: true }, { score: 9, member: "a" })).toBe(0);
    expect(await redis.zadd(key, { gt: true, ch: true }, { score: 4, member: "a" })).toBe(0);
    expect(await redis.zadd(key, { lt: true, ch: true }, { score: 4, member: "a" })).toBe(1);
    expect(await redis.zadd(key, { incr: true }, { score: 2, member: "a" })).toBe("6");
    expect(await redis.zscore(key, "a")).toBe("6");
  });

  test("names between two names are found where all scores are equal", async () => {
    const key = subject.key();
    const members = ["a", "b", "c", "d"].map((member) => ({ score: 0, member }));
    await subject.redis.zadd(key, members[0] ?? { score: 0, member: "" }, ...members.slice(1));
    expect(await subject.redis.zrange(key, "[b", "(d", { byLex: true })).toEqual(["b", "c"]);
    expect(await subject.redis.zrange(key, "-", "+", { byLex: true, offset: 3, count: 5 })).toEqual(["d"]);
  });
});
