import { randomUUID } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import { createRedis } from "#shared/adapters/redis/redis-client.ts";
import { redisDirtyMark } from "#shared/adapters/redis/redis-dirty-mark.ts";
import type { DirtyMark } from "#shared/ports/outbox.ts";
import { fakeDirtyMark } from "#test/fakes/fake-dirty-mark.ts";

const now = Date.UTC(2026, 0, 31, 9, 30);

function describeDirtyMark(name: string, make: () => DirtyMark): void {
  describe(`the dirty mark in ${name}`, () => {
    test("is unknown on a stage that never set it", async () => {
      expect(await make().read(now)).toBe("unknown");
    });

    test("is when it was last set", async () => {
      const mark = make();
      await mark.set(1_769_851_800_123);
      await mark.set(1_769_851_800_456);
      expect(await mark.read(now)).toBe(1_769_851_800_456);
    });

    test("is null once somebody saw that the outbox is empty", async () => {
      const mark = make();
      await mark.clear("unknown");
      expect(await mark.read(now)).toBeNull();
      await mark.set(5);
      await mark.clear(5);
      expect(await mark.read(now)).toBeNull();
    });

    test("stays when it was set anew after what was seen", async () => {
      const mark = make();
      await mark.set(5);
      await mark.set(6);
      await mark.clear(5);
      expect(await mark.read(now)).toBe(6);
      await mark.clear("unknown");
      expect(await mark.read(now)).toBe(6);
    });

    test("stays clean when it is cleared again", async () => {
      const mark = make();
      await mark.clear("unknown");
      await mark.clear("unknown");
      await mark.clear(5);
      expect(await mark.read(now)).toBeNull();
    });

    test("rests for as long as somebody says, until it is set anew", async () => {
      const mark = make();
      await mark.rest("unknown", now + 1);
      expect(await mark.read(now)).toBeNull();
      expect(await mark.read(now + 1)).toBe("unknown");
      await mark.set(5);
      expect(await mark.read(now)).toBe(5);
      await mark.rest(5, now + 1);
      expect(await mark.read(now)).toBeNull();
      await mark.rest(4, now + 1);
      expect(await mark.read(now)).toBe(5);
    });

    test("is not cleared by one who saw what was never set", async () => {
      const mark = make();
      await mark.clear(5);
      expect(await mark.read(now)).toBe("unknown");
    });
  });
}

function connect() {
  const { UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN } = inject("cloud").environment;
  return createRedis({ url: UPSTASH_REDIS_REST_URL!, token: UPSTASH_REDIS_REST_TOKEN! });
}

describeDirtyMark("the fake", fakeDirtyMark);
describeDirtyMark("Redis", () => redisDirtyMark(connect(), `contract-${randomUUID()}`));

describe("the dirty mark in Redis", () => {
  test("is looked at once more after a day of cleanness, in case Redis missed one", async () => {
    const stage = `contract-${randomUUID()}`;
    await redisDirtyMark(connect(), stage).clear("unknown");
    const seconds = await connect().ttl(`aimi:${stage}:outbox`);
    expect(seconds).toBeGreaterThan(86_000);
    expect(seconds).toBeLessThanOrEqual(86_400);
  });

  test("never goes by itself once it was set", async () => {
    const stage = `contract-${randomUUID()}`;
    await redisDirtyMark(connect(), stage).set(5);
    expect(await connect().ttl(`aimi:${stage}:outbox`)).toBe(-1);
  });

  test("is one of its stage", async () => {
    const [one, other] = [0, 1].map(() => redisDirtyMark(connect(), `contract-${randomUUID()}`));
    await one!.set(5);
    expect(await other!.read(now)).toBe("unknown");
  });

  test("rejects where nobody answers", async () => {
    const mark = redisDirtyMark(createRedis({ url: "http://127.0.0.1:1", token: "t" }), "s");
    await expect(mark.set(1)).rejects.toThrow();
    await expect(mark.read(now)).rejects.toThrow();
    await expect(mark.clear("unknown")).rejects.toThrow();
  });
});
