import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type LocalApns, startApns } from "#local/apns/start-apns.ts";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresPushDevices } from "#shared/adapters/postgres/people/postgres-push-devices.ts";
import { apnsPush } from "#shared/adapters/push/apns-push.ts";
import { systemClock } from "#shared/adapters/system/system-clock.ts";
import { UpstreamUnavailable } from "#shared/errors.ts";
import type { PushSender } from "#shared/ports/push.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { fakePush } from "#test/fakes/fake-push.ts";

interface Subject {
  readonly push: PushSender;
  /** Somebody whose one device is as said from now on. */
  personWith(device: "there" | "gone" | "away" | "none"): Promise<ActingUser>;
  shownTo(person: ActingUser): readonly string[];
}

let apns: LocalApns;
beforeAll(async () => {
  apns = await startApns();
});
afterAll(() => apns.close());

function fake(): Subject {
  const push = fakePush();
  const answers = {
    there: { accepted: 1, removed: 0 },
    gone: { accepted: 0, removed: 1 },
    none: { accepted: 0, removed: 0 },
    away: "down",
  } as const;
  return {
    push,
    personWith: async (device) => {
      const person = buildPerson();
      push.answer(person.ownerId, answers[device]);
      return person;
    },
    shownTo: ({ ownerId }) => push.pushes.filter((each) => each.ownerId === ownerId).map(({ body }) => body),
  };
}

function apple(): Subject {
  const devices = postgresPushDevices(createDatabase({ url: inject("databaseUrl") }));
  const { url, key, topic } = apns;
  const urls = { production: url, sandbox: url };
  const tokens = new Map<string, string>();
  const said = { there: "accept", gone: "BadDeviceToken", away: "ServiceUnavailable" } as const;
  return {
    push: apnsPush({ urls, key, topic, devices, clock: systemClock, log: fakeLog() }),
    personWith: async (device) => {
      const person = buildPerson();
      if (device === "none") return person;
      const token = randomBytes(32).toString("hex");
      const draft = {
        platform: "apns",
        environment: "production",
        name: null,
        signInId: null,
        idempotency: null,
      } as const;
      await devices.register({ ...draft, person, id: uuidv7(), token, now: systemClock.now() });
      tokens.set(person.ownerId, token);
      apns.disturb(said[device], token);
      return person;
    },
    shownTo: ({ ownerId }) =>
      apns.shown(tokens.get(ownerId) ?? "").map(({ payload }) => payload.aps.alert.body),
  };
}

describe.each([
  ["the fake", fake],
  ["APNs", apple],
])("a push by %s", (_name, make) => {
  const note = () => ({
    deliveryId: uuidv7(),
    body: "Drink water",
    data: {},
    expiresAt: Date.now() + 60_000,
  });

  test("is shown by the device that is there, and by nobody else's", async () => {
    const { push, personWith, shownTo } = make();
    const [anna, ben] = [await personWith("there"), await personWith("there")];
    expect(await push.push(anna, note())).toEqual({ accepted: 1, removed: 0 });
    expect([shownTo(anna), shownTo(ben)]).toEqual([["Drink water"], []]);
  });

  test("finds nobody, or nobody any more, and that is no failure", async () => {
    const { push, personWith, shownTo } = make();
    const [nobody, gone] = [await personWith("none"), await personWith("gone")];
    expect(await push.push(nobody, note())).toEqual({ accepted: 0, removed: 0 });
    expect(await push.push(gone, note())).toEqual({ accepted: 0, removed: 1 });
    expect([shownTo(nobody), shownTo(gone)]).toEqual([[], []]);
  });

  test("fails where trying again may help, and says when", async () => {
    const { push, personWith, shownTo } = make();
    const person = await personWith("away");
    const failure = await push.push(person, note()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UpstreamUnavailable);
    expect((failure as UpstreamUnavailable).retryAfterSeconds).toBeGreaterThan(0);
    expect(shownTo(person)).toEqual([]);
  });
});
