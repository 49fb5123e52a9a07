import { beforeEach, describe, expect, test } from "vitest";
import { type LocalApple, startLocalApple } from "#test/apple/start-local-apple.ts";
import { type FakeClock, fakeClock } from "#test/fakes/fake-clock.ts";
import { AppleRefused, UpstreamUnavailable } from "../../errors.ts";
import { appleKeys } from "./apple-keys.ts";

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
let apple: LocalApple;
let clock: FakeClock;
let keys: ReturnType<typeof appleKeys>;

beforeEach(async () => {
  apple = await startLocalApple();
  clock = fakeClock();
  keys = appleKeys({ url: apple.url, clock, deadlineMs: 2_000 });
  return () => apple.close();
});

const kid = () => apple.publicKey().kid!;
const asked = () => apple.callCount("/auth/keys");
const outcomeOf = (name: string | undefined) => keys.find(name).catch((error: unknown) => error);

describe("Apple's keys", () => {
  test("are fetched once for all who ask at once, and kept", async () => {
    await Promise.all(Array.from({ length: 20 }, () => keys.find(kid())));
    clock.advance(hour - second);
    await keys.find(kid());
    expect(asked()).toBe(1);
  });

  test("are looked at again after an hour, so that one that is gone is no longer trusted", async () => {
    const old = kid();
    await keys.find(old);
    await apple.rotate();
    clock.advance(hour);
    expect(await outcomeOf(old)).toBeInstanceOf(AppleRefused);
    expect(asked()).toBe(2);
  });

  test("are refetched for a name that is not known, which may be a new one", async () => {
    await keys.find(kid());
    await apple.rotate();
    expect(await keys.find(kid())).toMatchObject({ type: "public" });
    expect(asked()).toBe(2);
  });

  test("are refetched for unknown names once a minute, whoever asks, however many", async () => {
    await keys.find(kid());
    const names = Array.from({ length: 50 }, (_, at) => `unknown-${at}`);
    const outcomes = await Promise.all(names.map(outcomeOf));
    for (const name of names) outcomes.push(await outcomeOf(name));
    for (const outcome of outcomes) expect(outcome).toBeInstanceOf(AppleRefused);
    expect(asked()).toBe(2);
    clock.advance(minute - 1);
    await outcomeOf("unknown");
    expect(asked()).toBe(2);
    clock.advance(1);
    await outcomeOf("unknown");
    expect(asked()).toBe(3);
  });

  test("are not asked for without a name", async () => {
    expect(await outcomeOf(undefined)).toBeInstanceOf(AppleRefused);
    expect(asked()).toBe(0);
  });

  test.each(["fail", "hang", "nonsense"] as const)(
    "cannot be had in the state '%s', and are again after it",
    async (how) => {
      apple.disturb(how);
      const startedAt = performance.now();
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => outcomeOf(kid())));
      for (const outcome of outcomes) {
        expect(outcome).toBeInstanceOf(UpstreamUnavailable);
        expect(outcome).toMatchObject({ retryAfterSeconds: 1 });
      }
      expect(performance.now() - startedAt).toBeLessThan(8_000);
      expect(asked()).toBe(1);
      apple.disturb("pass");
      clock.advance(second);
      expect(await keys.find(kid())).toMatchObject({ type: "public" });
    },
  );

  test("that are known hold for a day while Apple is down, which is asked once a minute", async () => {
    await keys.find(kid());
    apple.disturb("fail");
    clock.advance(23 * hour);
    for (let time = 0; time < 5; time++) expect(await keys.find(kid())).toMatchObject({ type: "public" });
    expect(asked()).toBe(2);
    clock.advance(hour);
    expect(await outcomeOf(kid())).toBeInstanceOf(UpstreamUnavailable);
  });

  test("that are not known may be new ones while Apple is down: nobody is refused for it", async () => {
    await keys.find(kid());
    apple.disturb("fail");
    for (let time = 0; time < 3; time++) {
      expect(await outcomeOf("unknown")).toMatchObject({ retryAfterSeconds: 60 });
    }
    expect(asked()).toBe(2);
  });
});
