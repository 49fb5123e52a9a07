import { randomUUID } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import { createRedis } from "#shared/adapters/redis/redis-client.ts";
import { redisDirtyMark } from "#shared/adapters/redis/redis-dirty-mark.ts";
import { redisGate, redisRevocations } from "#shared/adapters/redis/redis-front-door.ts";
import { redisTotals } from "#shared/adapters/redis/redis-totals.ts";
import type { Gate, Knock, Revocations } from "#shared/ports/front-door.ts";
import { fakeGate } from "#test/fakes/fake-front-door.ts";

interface Subject extends Gate, Revocations {
  mark(): Promise<number | null>;
}

const now = Date.UTC(2026, 0, 1, 0, 0, 10);
const knockOf = (given: Partial<Knock> = {}): Knock => ({
  now,
  keyId: null,
  rates: [],
  marksOutbox: false,
  counts: { added: {}, reported: {} },
  ...given,
});
const [wide, tight] = [
  { name: "tenant:acme", perMinute: 9 },
  { name: "key:1", perMinute: 1 },
];

function describeFrontDoor(name: string, make: () => Subject): void {
  describe(`the front door in ${name}`, () => {
    test("knows a key that was revoked, and no other", async () => {
      const door = make();
      await door.tell("k1");
      expect(await door.knock(knockOf({ keyId: "k1", rates: [wide!] }))).toEqual({ revoked: true, used: [] });
      expect(await door.knock(knockOf({ keyId: "k2" }))).toEqual({ revoked: false, used: [] });
    });

    test("counts each rate by the minute of its clock", async () => {
      const door = make();
      const used = async (at: number) =>
        (await door.knock(knockOf({ now: at, rates: [wide!, tight!] }))).used;
      expect(await used(now)).toEqual([1, 1]);
      expect(await used(now + 49_999)).toEqual([2, 2]);
      expect(await used(now + 50_000)).toEqual([1, 1]);
    });

    test("loses no count of many at once", async () => {
      const door = make();
      const answers = await Promise.all(
        Array.from({ length: 30 }, () => door.knock(knockOf({ rates: [wide!] }))),
      );
      const used = answers.flatMap((answer) => answer.used).toSorted((a, b) => a - b);
      expect(used).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    });

    test("marks the outbox for who asks, but not for who is refused", async () => {
      const door = make();
      const knock = (given: Partial<Knock>) => door.knock(knockOf({ rates: [tight!], ...given }));
      await knock({});
      expect(await door.mark()).toBeNull();
      await knock({ marksOutbox: true });
      await door.tell("k1");
      await knock({ marksOutbox: true, keyId: "k1", rates: [] });
      expect(await door.mark()).toBeNull();
      await knock({ marksOutbox: true, now: now + 60_000 });
      expect(await door.mark()).toBe(now + 60_000);
    });
  });
}

const connect = () => {
  const { UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN } = inject("cloud").environment;
  return createRedis({ url: UPSTASH_REDIS_REST_URL!, token: UPSTASH_REDIS_REST_TOKEN! });
};
const redisDoor = (stage: string): Subject => ({
  ...redisGate(connect(), stage),
  ...redisRevocations(connect(), stage),
  mark: async () => {
    const mark = await redisDirtyMark(connect(), stage).read();
    return mark === "unknown" ? null : mark;
  },
});

describeFrontDoor("the fake", () => {
  const gate = fakeGate();
  return { knock: gate.knock, tell: gate.tell, mark: async () => gate.markedAt };
});
describeFrontDoor("Redis", () => redisDoor(`contract-${randomUUID()}`));

describe("the front door in Redis", () => {
  test("adds up what instances have counted", async () => {
    const stage = `contract-${randomUUID()}`;
    const door = redisDoor(stage);
    await door.knock(knockOf({ counts: { added: { a: 2, '["b","/{id}"]': 1 }, reported: { c: 7 } } }));
    await door.knock(knockOf({ counts: { added: { a: 3 }, reported: { c: 5 } } }));
    const nothing = { added: {}, reported: {} };
    const totals = await redisTotals(connect(), stage).addAndRead(nothing);
    expect(totals).toEqual({ a: 5, '["b","/{id}"]': 1, c: 5 });
  });

  test("keeps windows and revocations no longer than they are needed", async () => {
    const stage = `contract-${randomUUID()}`;
    const door = redisDoor(stage);
    await door.knock(knockOf({ rates: [wide!] }));
    await door.tell("k1");
    const minute = Math.floor(now / 60_000);
    expect(await connect().ttl(`aimi:${stage}:rate:tenant:acme:${minute}`)).toBeGreaterThan(60);
    expect(await connect().ttl(`aimi:${stage}:rate:tenant:acme:${minute}`)).toBeLessThanOrEqual(120);
    expect(await connect().ttl(`aimi:${stage}:revoked:k1`)).toBeGreaterThan(300);
  });
});
