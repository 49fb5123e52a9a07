import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LocalApns, startApns } from "#local/apns/start-apns.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { type FakeClock, fakeClock } from "#test/fakes/fake-clock.ts";
import { type FakeLog, fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { fakePushDevices } from "#test/fakes/fake-push-devices.ts";
import { UpstreamUnavailable } from "../../errors.ts";
import type { PushNote } from "../../ports/push.ts";
import type { PushDevices } from "../../ports/push-devices.ts";
import { type ApnsOptions, apnsPush } from "./apns-push.ts";

const minute = 60_000;
const person = buildPerson();

let apns: LocalApns;
let clock: FakeClock;
let log: FakeLog;
let devices: PushDevices;
let push: ReturnType<typeof apnsPush>;

function make(given: Partial<ApnsOptions> = {}) {
  const { url, key, topic } = apns;
  const urls = { production: url, sandbox: url };
  return apnsPush({ urls, key, topic, devices, clock, log, deadlineMs: 2_000, pingMs: 1_000, ...given });
}

beforeEach(async () => {
  clock = fakeClock();
  apns = await startApns({ now: clock.now });
  log = fakeLog();
  devices = fakePushDevices(createFakePeopleStore(createFakeMemoryStore()));
  push = make();
});
afterEach(async () => {
  push.close();
  await apns.close();
});

async function register(environment: "production" | "sandbox" = "production"): Promise<string> {
  const token = randomBytes(32).toString("hex");
  const draft = {
    platform: "apns",
    environment,
    name: null,
    token,
    signInId: null,
    idempotency: null,
  } as const;
  await devices.register({ person, id: uuidv7(), now: clock.now(), ...draft });
  return token;
}

function buildNote(given: Partial<PushNote> = {}): PushNote {
  const deliveryId = uuidv7();
  const data = { delivery_id: deliveryId };
  return { deliveryId, body: "Drink water", data, expiresAt: clock.now() + minute, ...given };
}

const tokensOf = async () => (await devices.tokensOf(person, 100)).map(({ token }) => token);
const failureOf = (pushing: Promise<unknown>) => pushing.then(String, (error: unknown) => error);

/** Whoever reads the log learns neither what was said nor to whom. */
function expectDiscreet(): void {
  const text = JSON.stringify(log.lines);
  expect(text).not.toMatch(/[0-9a-f]{64}|Drink water|bearer|eyJ/);
}

describe("a push", () => {
  test("reaches each device of a person with all that it has to say", async () => {
    const tokens = [await register(), await register("sandbox")];
    const note = buildNote();
    expect(await push.push(person, note)).toEqual({ accepted: 2, removed: 0 });
    expect(apns.taken.map(({ token }) => token).toSorted()).toEqual(tokens.toSorted());
    expect(apns.taken[0]).toMatchObject({
      collapseId: note.deliveryId,
      expiresAtSeconds: note.expiresAt / 1_000,
      payload: {
        aps: { alert: { body: "Drink water" }, sound: "default" },
        delivery_id: note.deliveryId,
      },
    });
  });

  test("without any device is nothing, and asks nobody", async () => {
    expect(await push.push(person, buildNote())).toEqual({ accepted: 0, removed: 0 });
    expect(apns.requestCount()).toBe(0);
  });

  test("that is told twice is one on the device", async () => {
    const token = await register();
    const note = buildNote();
    for (const _ of [1, 2]) await push.push(person, note);
    expect(apns.taken).toHaveLength(2);
    expect(apns.shown(token)).toHaveLength(1);
  });

  test("goes to the ten devices that registered last", async () => {
    const tokens: string[] = [];
    for (let at = 0; at < 12; at++) {
      clock.advance(1);
      tokens.push(await register());
    }
    expect(await push.push(person, buildNote())).toEqual({ accepted: 10, removed: 0 });
    expect(apns.taken.map(({ token }) => token).toSorted()).toEqual(tokens.slice(2).toSorted());
    expect(apns.sessionCount()).toBe(1);
  });

  test("has hosts of its own for devices of developers", async () => {
    const sandbox = await startApns({ now: clock.now });
    await register("sandbox");
    const urls = { production: apns.url, sandbox: sandbox.url };
    const mine = make({ urls, key: sandbox.key });
    expect(await mine.push(person, buildNote())).toMatchObject({ accepted: 1 });
    expect([apns.requestCount(), sandbox.taken.length]).toEqual([0, 1]);
    mine.close();
    await sandbox.close();
  });
});

describe("a device that Apple does not know", () => {
  test.each(["BadDeviceToken", "DeviceTokenNotForTopic", "Unregistered"] as const)(
    "for %s is forgotten, and the others are told",
    async (reason) => {
      const [bad, good] = [await register(), await register()];
      apns.disturb(reason, bad);
      expect(await push.push(person, buildNote())).toEqual({ accepted: 1, removed: 1 });
      expect(await tokensOf()).toEqual([good]);
      expectDiscreet();
    },
  );

  test("stays if it has registered since", async () => {
    const token = await register();
    apns.disturb({ reason: "Unregistered", timestamp: clock.now() - 1 }, token);
    expect(await push.push(person, buildNote())).toEqual({ accepted: 0, removed: 0 });
    apns.disturb({ reason: "Unregistered", timestamp: clock.now() }, token);
    expect(await push.push(person, buildNote())).toEqual({ accepted: 0, removed: 1 });
    expect(await tokensOf()).toEqual([]);
  });

  test("does not hold up the push when it cannot be forgotten", async () => {
    const [bad] = [await register(), await register()];
    apns.disturb("BadDeviceToken", bad);
    const drop = () => Promise.reject(new UpstreamUnavailable("the database"));
    push = make({ devices: { tokensOf: devices.tokensOf, drop } });
    expect(await push.push(person, buildNote())).toEqual({ accepted: 1, removed: 0 });
  });
});

describe("when Apple does not take a push", () => {
  test.each([
    ["TooManyRequests", 20],
    ["InternalServerError", 5],
    ["ServiceUnavailable", 5],
    [{ reason: "ServiceUnavailable", retryAfter: 77 }, 77],
    [{ reason: "TooManyRequests", retryAfter: 100_000 }, 900],
    ["hang", 2],
    ["cut", 2],
    ["go-away", 2],
  ] as const)("for now (%j), trying again helps", async (how, retryAfterSeconds) => {
    await register();
    apns.disturb(how);
    const failure = await failureOf(push.push(person, buildNote()));
    expect(failure).toBeInstanceOf(UpstreamUnavailable);
    expect(failure).toMatchObject({ retryAfterSeconds });
    apns.disturb("accept");
    expect(await push.push(person, buildNote())).toEqual({ accepted: 1, removed: 0 });
    expectDiscreet();
  });

  test.each(["InvalidProviderToken", "TopicDisallowed", "PayloadTooLarge"] as const)(
    "at all (%s), it is said and not tried again",
    async (reason) => {
      const token = await register();
      apns.disturb(reason);
      expect(await push.push(person, buildNote())).toEqual({ accepted: 0, removed: 0 });
      expect(log.lines.map(({ fields }) => fields)).toMatchObject([
        { outcome: "refused", reason: expect.stringMatching(new RegExp(`^4\\d\\d ${reason}$`)) },
      ]);
      expect([apns.requestCount(), await tokensOf()]).toEqual([1, [token]]);
      expectDiscreet();
    },
  );

  test("on one device, it is enough that another has it", async () => {
    const [busy] = [await register(), await register()];
    apns.disturb("TooManyRequests", busy);
    expect(await push.push(person, buildNote())).toEqual({ accepted: 1, removed: 0 });
  });
});

describe("the way to Apple", () => {
  test("is one session for all pushes", async () => {
    await register();
    for (let at = 0; at < 5; at++) await push.push(person, buildNote());
    expect([apns.taken.length, apns.sessionCount()]).toEqual([5, 1]);
  });

  test("is found again after Apple was down", async () => {
    await register();
    await push.push(person, buildNote());
    apns.down();
    expect(await failureOf(push.push(person, buildNote()))).toBeInstanceOf(UpstreamUnavailable);
    apns.down(false);
    expect(await push.push(person, buildNote())).toMatchObject({ accepted: 1 });
    expectDiscreet();
  });

  test("that nobody listens on is told at once", async () => {
    await register();
    const nowhere = "http://127.0.0.1:1";
    push = make({ urls: { production: nowhere, sandbox: nowhere }, deadlineMs: 60_000 });
    const failure = await failureOf(push.push(person, buildNote()));
    expect((failure as Error).cause).toMatchObject({ message: expect.stringContaining("ECONNREFUSED") });
  });

  test("where somebody lets us in and says nothing costs a push its deadline, and no more", async () => {
    await register();
    const mute = createServer().listen(0, "127.0.0.1");
    await once(mute, "listening");
    const url = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const mine = make({ urls: { production: url, sandbox: url } });
    const startedAt = performance.now();
    expect(await failureOf(mine.push(person, buildNote()))).toBeInstanceOf(UpstreamUnavailable);
    expect(performance.now() - startedAt).toBeLessThan(3_800);
    mute.close();
  });

  test("that ends again under the second try is not taken a third time", async () => {
    await register();
    apns.disturb("cut");
    expect(await failureOf(push.push(person, buildNote()))).toBeInstanceOf(UpstreamUnavailable);
    expect(apns.requestCount()).toBe(2);
  });

  test.each(["go-away", "cut"] as const)("that ends under a push (%s) is taken anew, once", async (how) => {
    const [first, second] = [await register(), await register()];
    await push.push(person, buildNote());
    apns.disturbOnce(how);
    expect(await push.push(person, buildNote())).toEqual({ accepted: 2, removed: 0 });
    expect([apns.shown(first).length, apns.shown(second).length]).toEqual([2, 2]);
  });

  test("that died while we slept is noticed by a ping", async () => {
    await register();
    await push.push(person, buildNote());
    apns.freeze();
    clock.advance(5 * minute);
    const startedAt = performance.now();
    expect(await push.push(person, buildNote())).toEqual({ accepted: 1, removed: 0 });
    expect(performance.now() - startedAt).toBeLessThan(1_900);
    expect(apns.taken).toHaveLength(2);
  });

  test("that fell silent just now costs one push its deadline, and the next a ping", async () => {
    await register();
    await push.push(person, buildNote());
    apns.freeze();
    expect(await failureOf(push.push(person, buildNote()))).toBeInstanceOf(UpstreamUnavailable);
    expect(await push.push(person, buildNote())).toEqual({ accepted: 1, removed: 0 });
  });
});

describe("the token by which Apple knows us", () => {
  test("is one for fifty minutes, and then another", async () => {
    await register();
    const requests = async () => await push.push(person, buildNote());
    for (const wait of [0, 25, 24]) {
      clock.advance(wait * minute);
      expect(await requests()).toMatchObject({ accepted: 1 });
    }
    expect(apns.providerTokenCount()).toBe(1);
    clock.advance(2 * minute);
    expect(await requests()).toMatchObject({ accepted: 1 });
    expect(apns.providerTokenCount()).toBe(2);
  });

  test("is made once for all who need it at the same time", async () => {
    for (let at = 0; at < 10; at++) await register();
    await push.push(person, buildNote());
    expect(apns.providerTokenCount()).toBe(1);
  });

  test("is renewed once where Apple calls it expired", async () => {
    await register();
    await push.push(person, buildNote());
    clock.advance(30 * minute);
    apns.disturbOnce("ExpiredProviderToken");
    expect(await push.push(person, buildNote())).toMatchObject({ accepted: 1 });
    expect(apns.providerTokenCount()).toBe(2);
  });

  test("is not renewed within twenty minutes, whatever Apple says", async () => {
    await register();
    apns.disturb("ExpiredProviderToken");
    for (const _ of [1, 2]) expect(await push.push(person, buildNote())).toEqual({ accepted: 0, removed: 0 });
    expect([apns.providerTokenCount(), apns.requestCount()]).toEqual([1, 2]);
  });

  test("of a key that is not the team's opens nothing, and is not tried again", async () => {
    const token = await register();
    const other = await startApns();
    push = make({ key: other.key });
    expect(await push.push(person, buildNote())).toEqual({ accepted: 0, removed: 0 });
    expect(log.lines[0]?.fields).toMatchObject({ outcome: "refused", reason: "403 InvalidProviderToken" });
    expect(await tokensOf()).toEqual([token]);
    await other.close();
  });
});
