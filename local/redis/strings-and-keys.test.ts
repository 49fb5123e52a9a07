import { expect, test } from "vitest";
import { onEachServer } from "./testing/each-server.ts";

onEachServer("strings and keys", (subject) => {
  test("a value comes back as it was set, whatever its characters", async () => {
    const values = [
      "",
      "OK",
      "plain",
      "Grüße 🦊 中文",
      "zero \0 byte",
      "line\nbreak",
      '{"a":[1,"2"]}',
      "12",
      "007",
    ];
    for (const value of values) {
      const key = subject.key();
      expect(await subject.redis.set(key, value)).toBe("OK");
      expect(await subject.redis.get(key)).toBe(value);
      expect(await subject.redis.mget(key)).toEqual([value]);
    }
  });

  test("a lone surrogate is stored as the replacement character", async () => {
    const key = subject.key();
    await subject.redis.set(key, "a\ud800b");
    expect(await subject.redis.get(key)).toBe("a\ufffdb");
    expect(await subject.redis.strlen(key)).toBe(5);
  });

  test("lengths and ranges count bytes", async () => {
    const key = subject.key();
    expect(await subject.redis.append(key, "é")).toBe(2);
    expect(await subject.redis.append(key, "x")).toBe(3);
    expect(await subject.redis.getrange(key, -1, -1)).toBe("x");
  });

  test("SET with NX, XX and GET writes only where it may and tells what was there", async () => {
    const key = subject.key();
    expect(await subject.redis.set(key, "a", { xx: true })).toBeNull();
    expect(await subject.redis.set(key, "b", { nx: true })).toBe("OK");
    expect(await subject.redis.set(key, "c", { nx: true })).toBeNull();
    expect(await subject.redis.set(key, "d", { get: true })).toBe("b");
    expect(await subject.redis.getdel(key)).toBe("d");
    expect(await subject.redis.exists(key)).toBe(0);
  });

  test("SET drops the expiry unless KEEPTTL is given", async () => {
    const key = subject.key();
    await subject.redis.set(key, "a", { ex: 100 });
    await subject.redis.set(key, "b", { keepTtl: true });
    expect(await subject.redis.ttl(key)).toBeGreaterThan(90);
    await subject.redis.set(key, "c");
    expect(await subject.redis.ttl(key)).toBe(-1);
  });

  test("GETEX sets and takes away the expiry", async () => {
    const key = subject.key();
    await subject.redis.set(key, "v");
    expect(await subject.redis.getex(key, { px: 100_000 })).toBe("v");
    expect(await subject.redis.pttl(key)).toBeGreaterThan(90_000);
    expect(await subject.redis.getex(key, { persist: true })).toBe("v");
    expect(await subject.redis.pttl(key)).toBe(-1);
  });

  test("counters count, keep the expiry, and refuse what is no number", async () => {
    const key = subject.key();
    expect(await subject.redis.incr(key)).toBe(1);
    await subject.redis.expire(key, 100);
    expect(await subject.redis.incrby(key, 10)).toBe(11);
    expect(await subject.redis.decr(key)).toBe(10);
    expect(await subject.redis.incrbyfloat(key, 0.5)).toBe("10.5");
    expect(await subject.redis.ttl(key)).toBeGreaterThan(90);
    await expect(subject.redis.incr(key)).rejects.toThrow("ERR value is not an integer or out of range");
  });

  test("EXPIRE's conditions decide whether the expiry changes", async () => {
    const key = subject.key();
    await subject.redis.set(key, "v");
    expect(await subject.redis.expire(key, 100, "XX")).toBe(0);
    expect(await subject.redis.expire(key, 100, "NX")).toBe(1);
    expect(await subject.redis.expire(key, 50, "GT")).toBe(0);
    expect(await subject.redis.expire(key, 50, "LT")).toBe(1);
    expect(await subject.redis.persist(key)).toBe(1);
    expect(await subject.redis.expire(key, -1)).toBe(1);
    expect(await subject.redis.ttl(key)).toBe(-2);
  });

  test("many keys are set, counted, renamed and deleted at once", async () => {
    const [a, b, c] = [subject.key("a"), subject.key("b"), subject.key("c")];
    await subject.redis.mset({ [a]: "1", [b]: "2" });
    expect(await subject.redis.exists(a, b, c)).toBe(2);
    expect(await subject.redis.msetnx({ [b]: "9", [c]: "9" })).toBe(0);
    await subject.redis.rename(a, c);
    expect(await subject.redis.mget(a, b, c)).toEqual([null, "2", "1"]);
    expect(await subject.redis.del(a, b, c)).toBe(2);
  });

  test("a command for another type is refused and changes nothing", async () => {
    const key = subject.key();
    await subject.redis.rpush(key, "x");
    const wrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";
    await expect(subject.redis.get(key)).rejects.toThrow(wrongType);
    await expect(subject.redis.sadd(key, "x")).rejects.toThrow(wrongType);
    expect(await subject.redis.type(key)).toBe("list");
    expect(await subject.redis.lrange(key, 0, -1)).toEqual(["x"]);
  });

  test("SCAN goes page by page and finds every key that the pattern matches", async () => {
    const prefix = subject.key("scan");
    const keys = Array.from({ length: 50 }, (_, index) => `${prefix}:${index}`);
    await subject.redis.mset(Object.fromEntries(keys.map((key) => [key, "v"])));
    const found = new Set<string>();
    let cursor = "0";
    do {
      const [next, page] = await subject.redis.scan(cursor, { match: `${prefix}:*`, count: 7 });
      for (const key of page) found.add(key);
      cursor = next;
    } while (cursor !== "0");
    expect([...found].sort()).toEqual(keys.toSorted());
  });

  test.each([
    ["[12]", ["1", "2"]],
    ["[^1]", ["2", "a"]],
    ["?", ["1", "2", "a"]],
    ["[a-c]", ["a"]],
    ["\\*", []],
  ])("KEYS matches %s as Redis does", async (pattern, expected) => {
    const prefix = subject.key();
    await subject.redis.mset({
      [`${prefix}:1`]: "",
      [`${prefix}:2`]: "",
      [`${prefix}:a`]: "",
      [`${prefix}:bb`]: "",
    });
    const found = await subject.redis.keys(`${prefix}:${pattern}`);
    expect(found.sort()).toEqual(expected.map((name) => `${prefix}:${name}`));
  });
});
