import { randomUUID } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import { createRedis } from "#shared/adapters/redis/redis-client.ts";
import { redisDirtyMark } from "#shared/adapters/redis/redis-dirty-mark.ts";
import { redisGate, redisRevocations } from "#shared/adapters/redis/redis-front-door.ts";
import { redisTotals } from "#shared/adapters/redis/redis-totals.ts";
import type { Gate, Knock, Revocations } from "#shared/ports/front-door.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeGate } from "#test/fakes/fake-front-door.ts";

interface Subject extends Gate, Revocations {
  mark(): Promise<number | null>;
}

const now = Date.UTC(2026, 0, 1, 0, 0, 10);
const knockOf = (given: Partial<Knock> = {}): Knock => ({
  now,
  revocable: [],
  persons: [],
  rates: [],
  marksOutbox: false,
  counts: { added: {}, reported: {} },
  ...given,
});
const [wide, tight] = [
  { name: "tenant:acme", perMinute: 9 },
  { name: "key:1", perMinute: 1 },
];

const anna = { tenantId: "acme", userId: "anna", issuedAt: now };
const letInAt = now + 60_000;
const [welcome, revoked] = [
  { verdict: "welcome", used: [] },
  { verdict: "revoked", used: [] },
];

function describeFrontDoor(name: string, make: () => Subject, away: () => Revocations): void {
  describe(`the front door in ${name}`, () => {
    test("knows a key that was revoked, and no other", async () => {
      const door = make();
      await door.tell("k1");
      expect(await door.knock(knockOf({ revocable: ["k1"], rates: [wide!] }))).toEqual(revoked);
      expect(await door.knock(knockOf({ revocable: ["k2"] }))).toEqual(welcome);
    });

    test("asks for each of several that may have been revoked, and counts none of their rates", async () => {
      const door = make();
      await door.tell("sign-in:2");
      const asked = knockOf({ revocable: ["k1", "sign-in:2"], rates: [wide!] });
      expect(await door.knock(asked)).toEqual(revoked);
      const other = knockOf({ revocable: ["k1", "sign-in:3"], rates: [wide!] });
      expect(await door.knock(other)).toEqual({ verdict: "welcome", used: [1] });
    });

    test("shuts a person out, however they are known, and nobody of the same name elsewhere", async () => {
      const door = make();
      await door.shutOut("acme", "anna");
      for (const issuedAt of [null, now, now + 900_000]) {
        expect(await door.knock(knockOf({ persons: [{ ...anna, issuedAt }], rates: [wide!] }))).toEqual({
          verdict: "shut_out",
          used: [],
        });
      }
      for (const other of [{ userId: "ben" }, { tenantId: "other" }]) {
        expect(await door.knock(knockOf({ persons: [{ ...anna, ...other }] }))).toEqual(welcome);
      }
      expect(await door.knock(knockOf())).toEqual(welcome);
    });

    test("refuses what is for several persons where one of them is shut out", async () => {
      const door = make();
      await door.shutOut("acme", "ben");
      const persons = ["anna", "ben", "cleo"].map((userId) => ({ ...anna, userId, issuedAt: null }));
      const ask = (asked: typeof persons) =>
        door.knock(knockOf({ persons: asked, revocable: ["k1"], rates: [tight!], marksOutbox: true }));
      expect(await ask(persons)).toEqual({ verdict: "shut_out", used: [] });
      const others = persons.filter(({ userId }) => userId !== "ben");
      expect(await ask(others)).toEqual({ verdict: "welcome", used: [1] });
      expect(await ask(others)).toEqual({ verdict: "welcome", used: [2] });
      await door.tell("k1");
      expect(await ask(others)).toEqual(revoked);
    });

    test("lets a person in again with what was made since, and with keys", async () => {
      const door = make();
      await door.shutOut("acme", "anna");
      await door.letIn("acme", "anna");
      const ask = (issuedAt: number | null) => door.knock(knockOf({ persons: [{ ...anna, issuedAt }] }));
      expect(await ask(letInAt - 1_000)).toEqual(revoked);
      expect(await ask(letInAt)).toEqual(welcome);
      expect(await ask(null)).toEqual(welcome);
    });

    test("keeps out whom it has forgotten to shut out, and nobody who was let in since", async () => {
      const door = make();
      const ask = () => door.knock(knockOf({ persons: [{ ...anna, issuedAt: null }] }));
      const shutOut = { verdict: "shut_out", used: [] };
      await door.keepOut("acme", "anna", letInAt - 60_000);
      expect(await ask()).toEqual(shutOut);
      await door.keepOut("acme", "anna", letInAt - 60_000);
      await door.letIn("acme", "anna");
      await door.keepOut("acme", "anna", letInAt - 60_000);
      expect(await ask()).toEqual(welcome);
      await door.keepOut("acme", "anna", letInAt + 1_000);
      expect(await ask()).toEqual(shutOut);
    });

    test("tells whoever revokes to come again where nobody can be told", async () => {
      const door = away();
      const calls = [
        door.tell("k1"),
        door.shutOut("acme", "anna"),
        door.keepOut("acme", "anna", now),
        door.letIn("acme", "anna"),
        door.forget("acme", "anna"),
      ];
      const refused = expect.objectContaining({ code: "upstream_unavailable", retryAfterSeconds: 2 });
      const settled = await Promise.allSettled(calls);
      expect(settled).toEqual(calls.map(() => ({ status: "rejected", reason: refused })));
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
      await knock({ marksOutbox: true, revocable: ["k1"], rates: [] });
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
  ...redisRevocations(connect(), stage, fakeClock(letInAt + 999)),
  mark: async () => {
    const mark = await redisDirtyMark(connect(), stage).read(Date.now());
    return mark === "unknown" ? null : mark;
  },
});

describeFrontDoor(
  "the fake",
  () => {
    const gate = fakeGate(fakeClock(letInAt + 999));
    return { ...gate, mark: async () => gate.markedAt };
  },
  () => Object.assign(fakeGate(), { failing: true }),
);
describeFrontDoor(
  "Redis",
  () => redisDoor(`contract-${randomUUID()}`),
  () => redisRevocations(createRedis({ url: "http://127.0.0.1:1", token: "t" }), "contract", fakeClock()),
);

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
    await door.shutOut("acme", "anna");
    await door.letIn("acme", "ben");
    const day = 86_400;
    await door.tell("k2", letInAt + 1_000);
    await door.tell("k3", letInAt + 5 * day * 1_000);
    const minute = Math.floor(now / 60_000);
    expect(await connect().ttl(`aimi:${stage}:rate:tenant:acme:${minute}`)).toBeGreaterThan(60);
    expect(await connect().ttl(`aimi:${stage}:rate:tenant:acme:${minute}`)).toBeLessThanOrEqual(120);
    for (const [id, days] of [
      ["k1", 1],
      ["k2", 1],
      ["k3", 5],
    ] as const) {
      expect(await connect().ttl(`aimi:${stage}:revoked:${id}`)).toBeGreaterThan(days * day - 400);
      expect(await connect().ttl(`aimi:${stage}:revoked:${id}`)).toBeLessThanOrEqual(days * day);
    }
    expect(await connect().ttl(`aimi:${stage}:shut-out:acme/anna`)).toBe(-1);
    expect(await connect().ttl(`aimi:${stage}:shut-out:acme/ben`)).toBeGreaterThan(30 * day - 400);
  });
});
