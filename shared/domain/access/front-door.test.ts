import { describe, expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { Forbidden, Unauthenticated } from "../../errors.ts";
import type { Knock } from "../../ports/front-door.ts";
import { createTally } from "../metrics/create-tally.ts";
import { authenticate, hashKey } from "./authenticate.ts";
import type { Caller } from "./caller.ts";
import { createApiKey } from "./create-api-key.ts";
import { createFrontDoor, revocationOf } from "./front-door.ts";
import { createKeyring } from "./keyring.ts";
import { revokeApiKey } from "./revoke-api-key.ts";

const anna: Caller = {
  id: "user:acme/anna",
  tenantId: "acme",
  userId: "anna",
  scopes: new Set(["chat"]),
  mayProvision: false,
  signIn: { id: "s1", issuedAt: Date.UTC(2026, 0, 31, 9, 30), expiresAt: Date.UTC(2026, 0, 31, 9, 45) },
};
const anyone: Caller = { id: "dev", tenantId: null, userId: null, scopes: new Set(), mayProvision: true };
const rules = { mode: "strict" as const, stage: "local", operatorKeyHashes: [] };

/** Two instances on the same stores. */
async function start(limits: Partial<Record<"tenantRatePerMinute" | "keyRatePerMinute", number>> = {}) {
  const ports = fakeHttpPorts();
  const made = await createApiKey(ports, {
    caller: { scopes: new Set(["chat"]) },
    actor: buildActor({ tenantId: "acme" }),
    stage: "local",
    name: "a key",
    scopes: ["chat"],
    idempotency: null,
  });
  const instance = () => {
    const keyring = createKeyring(ports);
    const tally = createTally(ports.clock);
    const door = createFrontDoor(
      { ...ports, keyring, tally },
      { tenantRatePerMinute: 0, keyRatePerMinute: 0, ...limits },
    );
    const pass = (caller: Caller, leavesWork = false) =>
      door.pass({
        caller,
        tenantId: caller.tenantId ?? "default",
        userId: caller.userId,
        leavesWork,
        requestId: "r",
      });
    const credentials = { apiKey: made.key, authorization: undefined, actsForUserId: undefined };
    const call = async () =>
      await pass(await authenticate(credentials, rules, { ...keyring, verify: async () => null }));
    return { pass, call, tally, keyring };
  };
  return { ports, made, one: instance(), other: instance() };
}

describe("a visit", () => {
  test("that asks nothing costs nothing", async () => {
    const { ports, one } = await start();
    expect(await one.pass(anyone)).toBeNull();
    expect(ports.gate.knocks).toEqual([]);
  });

  test("that may leave work marks the outbox, with one call", async () => {
    const { ports, one } = await start({ tenantRatePerMinute: 5 });
    await one.pass(anyone, true);
    expect(ports.gate.knocks).toHaveLength(1);
    expect(ports.gate.markedAt).toBe(ports.clock.now());
  });

  test("hands on what was counted since the last one", async () => {
    const { ports, one } = await start();
    one.tally.add("aimi_outbox_resent_total", { queue: "memory-jobs" });
    one.tally.add("aimi_outbox_resent_total", { queue: "memory-jobs" }, 2);
    await one.call();
    await one.call();
    expect(ports.gate.knocks.map(({ counts }) => counts.added)).toEqual([
      { '["aimi_outbox_resent_total","memory-jobs"]': 3 },
      {},
    ]);
  });
});

describe("a limit", () => {
  test("says what is left, refuses beyond it, and is new each minute", async () => {
    const { ports, one, other } = await start({ keyRatePerMinute: 2 });
    ports.clock.set(Date.UTC(2026, 0, 1, 0, 0, 15));
    expect(await one.call()).toEqual({ limit: 2, remaining: 1, resetSeconds: 45, refused: false });
    expect(await other.call()).toMatchObject({ remaining: 0, refused: false });
    expect(await one.call()).toMatchObject({ remaining: 0, refused: true });
    ports.clock.advance(45_000);
    expect(await one.call()).toMatchObject({ remaining: 1, refused: false });
  });

  test("of a tenant goes before the stage's, and the tightest is told", async () => {
    const { ports, one } = await start({ tenantRatePerMinute: 9, keyRatePerMinute: 8 });
    const change = { requestsPerMinute: 3 };
    await ports.tenants.update(buildActor({ tenantId: "acme" }), change, 0);
    expect(await one.call()).toMatchObject({ limit: 3, remaining: 2 });
  });

  test("of 0 is none, the tenant's own too", async () => {
    const { ports, one } = await start({ tenantRatePerMinute: 1 });
    await ports.tenants.update(buildActor({ tenantId: "acme" }), { requestsPerMinute: 0 }, 0);
    for (let time = 0; time < 3; time++) expect(await one.call()).toBeNull();
  });

  test("refuses without marking the outbox", async () => {
    const { ports, one } = await start({ tenantRatePerMinute: 1 });
    await one.pass(anyone);
    expect(await one.pass(anyone, true)).toMatchObject({ refused: true });
    expect(ports.gate.markedAt).toBeNull();
    expect(one.tally.take().added).toEqual({ '["aimi_rate_limited_total"]': 1 });
  });
});

describe("a key", () => {
  test("is looked up once a minute by each instance", async () => {
    const { ports, one } = await start();
    for (let second = 0; second < 60; second++) {
      await one.call();
      ports.clock.advance(1_000);
    }
    expect(ports.apiKeys.lookUps).toHaveLength(1);
    await one.call();
    expect(ports.apiKeys.lookUps).toHaveLength(2);
  });

  test("that is revoked stops at once where it is remembered", async () => {
    const { ports, made, one, other } = await start();
    await one.call();
    await other.call();
    await revokeApiKey(ports, { tenantId: "acme", id: made.id, callerId: "key:1" });
    await expect(one.call()).rejects.toThrow(Unauthenticated);
    await expect(other.call()).rejects.toThrow(Unauthenticated);
  });

  test("that is revoked ends the sockets that it opened, and again until it could", async () => {
    const { ports, made } = await start();
    const revoke = () => revokeApiKey(ports, { tenantId: "acme", id: made.id, callerId: "key:1" });
    ports.gate.failing = true;
    await expect(revoke()).rejects.toThrow();
    expect(ports.liveConnections.ended).toEqual([]);
    ports.gate.failing = false;
    await revoke();
    expect(ports.liveConnections.ended).toEqual([{ whose: { keyId: made.id }, code: "unauthenticated" }]);
  });

  test("that nobody knows is looked up once, too", async () => {
    const { ports, one } = await start();
    const hash = hashKey("unknown").toString("hex");
    expect(await one.keyring.recognise(hash)).toBeNull();
    expect(await one.keyring.recognise(hash)).toBeNull();
    expect(ports.apiKeys.lookUps).toEqual([hash]);
  });
});

describe("a person", () => {
  test("knocks each time, with one call that asks for the sign-in and for the person", async () => {
    const { ports, one } = await start();
    for (let time = 0; time < 2; time++) expect(await one.pass(anna)).toBeNull();
    expect(ports.gate.knocks).toHaveLength(2);
    expect(ports.gate.knocks[0]).toMatchObject({
      revocable: ["sign-in:s1"],
      persons: [{ tenantId: "acme", userId: "anna", issuedAt: anna.signIn!.issuedAt }],
    });
  });

  test("whose sign-in is revoked is not known any more, on other devices as before", async () => {
    const { ports, one } = await start();
    await ports.revocations.tell(revocationOf("s1"));
    await expect(one.pass(anna)).rejects.toThrow(Unauthenticated);
    expect(await one.pass({ ...anna, signIn: { ...anna.signIn!, id: "s2" } })).toBeNull();
  });

  test("who is shut out is forbidden, by token and by whichever key acts for them", async () => {
    const { ports, made, one } = await start();
    await ports.revocations.shutOut("acme", "anna");
    await expect(one.pass(anna)).rejects.toThrow(Forbidden);
    const key: Caller = { ...anyone, id: `key:${made.id}`, tenantId: "acme", userId: "anna" };
    await expect(one.pass(key)).rejects.toThrow(Forbidden);
    expect(await one.pass({ ...key, userId: "ben" })).toBeNull();
    await ports.revocations.letIn("acme", "anna");
    expect(await one.pass(key)).toBeNull();
  });

  test("passes by the token alone while Redis is away, and that is counted", async () => {
    const { ports, one } = await start();
    ports.gate.failing = true;
    expect(await one.pass(anna)).toBeNull();
    expect(one.tally.take().added).toEqual({ '["aimi_front_door_failures_total"]': 1 });
    expect(ports.log.lines[0]).toMatchObject({ level: "warn", fields: { request_id: "r" } });
  });
});

describe("while Redis is away", () => {
  test("a key passes on what was seen within seconds, then Postgres is asked anew", async () => {
    const { ports, one } = await start();
    await one.call();
    ports.gate.failing = true;
    ports.clock.advance(4_000);
    await one.call();
    expect(ports.apiKeys.lookUps).toHaveLength(1);
    ports.clock.advance(2_000);
    await one.call();
    expect(ports.apiKeys.lookUps).toHaveLength(2);
    expect(ports.log.lines[0]).toMatchObject({ level: "warn", fields: { request_id: "r" } });
    expect(one.tally.take().added).toEqual({ '["aimi_front_door_failures_total"]': 2 });
  });

  test("a key that was revoked stops within five seconds, though nobody could be told", async () => {
    const { ports, made, one } = await start();
    await one.call();
    ports.gate.failing = true;
    await expect(revokeApiKey(ports, { tenantId: "acme", id: made.id, callerId: "key:1" })).rejects.toThrow();
    ports.clock.advance(5_000);
    await expect(one.call()).rejects.toThrow(Unauthenticated);
  });

  test("telling of a revocation again is safe, and done once Redis is back", async () => {
    const { ports, made, one } = await start();
    await one.call();
    ports.gate.failing = true;
    await expect(revokeApiKey(ports, { tenantId: "acme", id: made.id, callerId: "key:1" })).rejects.toThrow();
    ports.gate.failing = false;
    await revokeApiKey(ports, { tenantId: "acme", id: made.id, callerId: "key:1" });
    await expect(one.call()).rejects.toThrow(Unauthenticated);
  });

  test("a limit that was reached holds until its minute ends, and no other is kept", async () => {
    const { ports, one } = await start({ keyRatePerMinute: 1 });
    ports.clock.set(Date.UTC(2026, 0, 1, 0, 0, 50));
    await one.call();
    ports.gate.failing = true;
    expect(await one.call()).toEqual({ limit: 1, remaining: 0, resetSeconds: 10, refused: true });
    ports.clock.advance(10_000);
    for (let time = 0; time < 3; time++) expect(await one.call()).toBeNull();
  });

  test("a mark that could not be set is set by the next visit", async () => {
    const { ports, one } = await start();
    ports.gate.failing = true;
    await one.pass(anyone, true);
    ports.gate.failing = false;
    await one.pass(anyone);
    expect(ports.gate.markedAt).toBe(ports.clock.now());
    await one.pass(anyone);
    expect(ports.gate.knocks).toHaveLength(2);
  });
});

describe("a visit that makes a call of its own", () => {
  const visit = (caller: Caller, more: object = {}) => ({
    ...{ caller, tenantId: "acme", userId: "anna", leavesWork: true, requestId: "r", ...more },
  });
  const build = async () => {
    const { ports } = await start();
    const tally = createTally(ports.clock);
    const door = createFrontDoor({ ...ports, tally }, { tenantRatePerMinute: 0, keyRatePerMinute: 0 });
    const carry = async (knock: Knock) => ({ knock: await ports.gate.knock(knock), brought: "back" });
    return { ports, tally, door, carry };
  };
  const rates = [{ name: "chat:anna", perMinute: 1 }];

  test("asks along with it, once, and brings its answer back", async () => {
    const { ports, door, carry } = await build();
    const { answer, allowance } = await door.passWithin(visit(anna, { rates }), carry);
    expect(answer.brought).toBe("back");
    expect(allowance).toMatchObject({ limit: 1, remaining: 0, refused: false });
    expect(ports.gate.knocks).toHaveLength(1);
    expect(ports.gate.markedAt).toBe(ports.clock.now());
  });

  test("says that a limit is reached, and turns away whom the gate does not know", async () => {
    const { ports, door, carry } = await build();
    await door.passWithin(visit(anna, { rates }), carry);
    const second = await door.passWithin(visit(anna, { rates }), carry);
    expect(second.allowance).toMatchObject({ refused: true });
    await ports.gate.shutOut("acme", "anna");
    await expect(door.passWithin(visit(anna), carry)).rejects.toBeInstanceOf(Forbidden);
    await ports.gate.tell(revocationOf("s1"));
    await expect(door.passWithin(visit(anna), carry)).rejects.toBeInstanceOf(Unauthenticated);
  });

  test("rejects where nobody answers, and loses nothing of what was counted", async () => {
    const { ports, tally, door, carry } = await build();
    ports.gate.failing = true;
    tally.add("aimi_outbox_resent_total", { queue: "memory-jobs" });
    await expect(door.passWithin(visit(anna), carry)).rejects.toThrow("no answer");
    expect(tally.take().added).toEqual({
      '["aimi_outbox_resent_total","memory-jobs"]': 1,
      '["aimi_front_door_failures_total"]': 1,
    });
  });
});
