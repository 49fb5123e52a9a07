import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import type { NewPushDevice } from "#shared/ports/push-devices.ts";
import type { ActingUser, UserProfile } from "#shared/ports/users.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildUserChange } from "#test/builders/build-user-change.ts";
import { fakePeople, type PeopleSubject, postgresPeople } from "./people-subject.ts";

const minute = 60_000;
const now = Date.UTC(2026, 0, 31, 9, 30);
const all = { limit: 100, after: null };

function deviceOf(person: ActingUser, given: Partial<NewPushDevice> = {}): NewPushDevice {
  const draft = { platform: "apns", environment: "production", name: null, token: "00ff" } as const;
  return { person, id: uuidv7(), ...draft, signInId: null, now, idempotency: null, ...given };
}

function describePeople(where: string, subject: PeopleSubject): void {
  const { users, pushDevices, consents, auditLog } = subject;

  describe(`a person in ${where}`, () => {
    test("begins when first seen, with nothing said", async () => {
      const person = buildPerson();
      const { tenantId, userId: id } = person;
      const said = {
        name: null,
        email: null,
        locale: null,
        timeZone: null,
        preferences: {},
        quietHours: null,
      };
      const user = { id, tenantId, ...said, createdAt: now, lastSeenAt: now };
      expect(await users.see(person, now)).toEqual(user);
      expect(await users.see(person, now + 1)).toMatchObject({ createdAt: now });
    });

    const change = async (person: ActingUser, set: Partial<UserProfile>) =>
      (await users.change(buildUserChange(person, set, now)))?.user ?? null;

    test("is seen to a quarter of an hour", async () => {
      const person = buildPerson();
      await users.see(person, now);
      const seenAt = async (at: number) => (await users.see(person, now + at * minute))!.lastSeenAt;
      expect(await seenAt(15)).toBe(now);
      expect(await seenAt(16)).toBe(now + 16 * minute);
      expect(await seenAt(17)).toBe(now + 16 * minute);
      const changedAt = async (at: number) => {
        const changed = await users.change(buildUserChange(person, { name: "Anna" }, now + at * minute));
        return changed!.user.lastSeenAt;
      };
      expect(await changedAt(31)).toBe(now + 16 * minute);
      expect(await changedAt(32)).toBe(now + 32 * minute);
    });

    test("is not seen anew in the minute in which they began", async () => {
      const person = buildPerson();
      await users.see(person, now);
      expect((await users.see(person, now + 1_000))!.lastSeenAt).toBe(now);
    });

    test("gets one row and an answer in each of twenty calls at once", async () => {
      const person = buildPerson();
      const seen = await Promise.all(Array.from({ length: 20 }, () => users.see(person, now)));
      expect(seen.map((user) => user?.createdAt)).toEqual(new Array(20).fill(now));
    });

    test("of a tenant that is not there is not made by one who may not make it", async () => {
      const person = buildPerson({ mayProvision: false });
      expect(await users.see(person, now)).toBeNull();
      expect(await change(person, { name: "Anna" })).toBeNull();
      expect(await pushDevices.register(deviceOf(person))).toEqual({ outcome: "tenant_unknown" });
      const consent = { person, id: uuidv7(), type: "health", granted: true, document: null, now } as const;
      expect(await consents.record(consent)).toBeNull();
      expect(await subject.personRecords.begin(person, now)).toBe(false);
    });

    test("keeps what a change leaves out, and unsets what it sets to null", async () => {
      const person = buildPerson();
      const preferences = { tone: ["kind", { emoji: false }] };
      const quietHours = { from: "22:00", to: "07:30" };
      const set = { name: "Anna", locale: "de-CH", timeZone: "Europe/Zurich", preferences, quietHours };
      expect(await change(person, set)).toMatchObject(set);
      expect(await change(person, { name: null })).toMatchObject({ ...set, name: null });
      expect(await change(person, { preferences: {}, quietHours: null })).toMatchObject({
        ...{ locale: "de-CH", preferences: {}, quietHours: null },
      });
      const other = buildPerson({ tenantId: person.tenantId, userId: "ben" });
      expect(await users.see(other, now)).toMatchObject({ name: null, locale: null });
    });
  });

  describe(`push devices in ${where}`, () => {
    const idsOf = async (person: ActingUser) =>
      (await pushDevices.list(person, all)).items.map(({ id }) => id);

    test("are one a token, however often it is registered", async () => {
      const person = buildPerson();
      const first = deviceOf(person);
      const again = deviceOf(person, { environment: "sandbox", name: "phone", now: now + 5 });
      const device = { id: first.id, platform: "apns", environment: "production", name: null };
      expect(await pushDevices.register(first)).toEqual({
        outcome: "registered",
        device: { ...device, createdAt: now, updatedAt: now },
      });
      const changed = { ...device, environment: "sandbox", name: "phone" };
      expect(await pushDevices.register(again)).toEqual({
        outcome: "registered",
        device: { ...changed, createdAt: now, updatedAt: now + 5 },
      });
      expect(await idsOf(person)).toEqual([first.id]);
    });

    test("go over to whoever registers the token next, under another id", async () => {
      const anna = buildPerson();
      const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
      const [annas, bens] = [deviceOf(anna), deviceOf(ben, { now: now + 1 })];
      await pushDevices.register(annas);
      expect(await pushDevices.register(bens)).toMatchObject({ device: { id: bens.id, createdAt: now + 1 } });
      expect([await idsOf(anna), await idsOf(ben)]).toEqual([[], [bens.id]]);
      expect(await pushDevices.remove(anna, bens.id)).toBe(false);
      const elsewhere = buildPerson();
      await pushDevices.register(deviceOf(elsewhere));
      expect(await idsOf(ben)).toEqual([bens.id]);
    });

    test("are one person's at the end of twenty who race for a token", async () => {
      const { tenantId } = buildPerson();
      const racers = Array.from({ length: 20 }, (_, at) => buildPerson({ tenantId, userId: `user-${at}` }));
      await Promise.all(racers.map((person) => pushDevices.register(deviceOf(person))));
      const kept = (await Promise.all(racers.map(idsOf))).flat();
      expect(kept).toHaveLength(1);
    });

    test("are listed page by page and removed once", async () => {
      const person = buildPerson();
      const drafts = ["aa", "bb", "cc"].map((token) => deviceOf(person, { token }));
      for (const draft of drafts) await pushDevices.register(draft);
      const ids = drafts.map(({ id }) => id);
      const first = await pushDevices.list(person, { limit: 2, after: null });
      expect([first.items.map(({ id }) => id), first.next]).toEqual([ids.slice(0, 2), ids[1]]);
      expect(await pushDevices.list(person, { limit: 2, after: ids[1]! })).toMatchObject({
        items: [{ id: ids[2] }],
        next: null,
      });
      expect(await pushDevices.remove(person, ids[0]!)).toBe(true);
      expect(await pushDevices.remove(person, ids[0]!)).toBe(false);
      expect(await idsOf(person)).toEqual(ids.slice(1));
    });

    test("are reached by their tokens, those that registered last first", async () => {
      const person = buildPerson();
      const drafts = ["aa", "bb", "cc"].map((token, at) => deviceOf(person, { token, now: now + at }));
      for (const draft of drafts) await pushDevices.register(draft);
      await pushDevices.register(deviceOf(person, { token: "aa", environment: "sandbox", now: now + 9 }));
      const first = { id: drafts[0]!.id, environment: "sandbox", token: "aa", updatedAt: now + 9 };
      const third = { id: drafts[2]!.id, environment: "production", token: "cc", updatedAt: now + 2 };
      expect(await pushDevices.tokensOf(person, 2)).toEqual([first, third]);
      expect(await pushDevices.tokensOf(person, 10)).toHaveLength(3);
      expect(await pushDevices.tokensOf(buildPerson({ ...person, userId: "ben" }), 10)).toEqual([]);
    });

    test("are not reached while the person is disabled", async () => {
      const person = buildPerson();
      const { tenantId, userId } = person;
      const other = buildPerson({ tenantId, userId: "ben" });
      await pushDevices.register(deviceOf(person));
      await pushDevices.register(deviceOf(other, { token: "bb" }));
      const reached = async (whom: ActingUser) => (await pushDevices.tokensOf(whom, 10)).length;
      const set = (disabled: boolean) =>
        subject.tenantUsers.setDisabled({ tenantId, userId, disabled, actorId: "key:1", now });
      await set(true);
      expect([await reached(person), await reached(other)]).toEqual([0, 1]);
      await set(false);
      expect(await reached(person)).toBe(1);
    });

    test("are dropped, unless they registered again since or are somebody else's", async () => {
      const person = buildPerson();
      const [lost, back] = ["aa", "bb"].map((token) => deviceOf(person, { token })) as [
        NewPushDevice,
        NewPushDevice,
      ];
      for (const draft of [lost, back]) await pushDevices.register(draft);
      await pushDevices.register({ ...back, now: now + 1 });
      const asOf = [lost, back].map(({ id }) => ({ id, asOf: now }));
      expect(await pushDevices.drop(buildPerson({ ...person, userId: "ben" }), asOf)).toBe(0);
      expect(await pushDevices.drop(person, asOf)).toBe(1);
      expect(await pushDevices.drop(person, asOf)).toBe(0);
      expect(await idsOf(person)).toEqual([back.id]);
    });

    test("are registered once under an idempotency key", async () => {
      const person = buildPerson();
      const idempotency = { route: "/devices", key: "k", requestHash: "aa".repeat(32) };
      const first = deviceOf(person, { idempotency });
      const outcome = await pushDevices.register(first);
      const repeat = deviceOf(person, { idempotency, now: now + 1 });
      expect(await pushDevices.register(repeat)).toEqual(outcome);
      const other = { ...idempotency, requestHash: "bb".repeat(32) };
      expect(await pushDevices.register(deviceOf(person, { idempotency: other, token: "11" }))).toEqual({
        outcome: "mismatch",
      });
      await pushDevices.remove(person, first.id);
      expect(await pushDevices.register(repeat)).toEqual({ outcome: "gone" });
      expect(await idsOf(person)).toEqual([]);
    });
  });

  describe(`consents in ${where}`, () => {
    const say = (person: ActingUser, granted: boolean, given: Partial<{ document: string }> = {}) =>
      consents.record({ person, id: uuidv7(), type: "health", granted, document: null, now, ...given });

    test("are kept beside those before, and the latest of a type holds", async () => {
      const person = buildPerson();
      const given = await say(person, true);
      const taken = await say(person, false);
      const personal = {
        person,
        id: uuidv7(),
        type: "personal",
        granted: true,
        document: "v2",
        now,
      } as const;
      const other = await consents.record(personal);
      expect([given, taken, other].map((consent) => consent?.isCurrent)).toEqual([true, true, true]);
      const { items } = await consents.list(person, all);
      expect(items).toEqual([other, taken, { ...given, isCurrent: false }]);
      expect(await consents.list(buildPerson({ tenantId: person.tenantId, userId: "ben" }), all)).toEqual({
        items: [],
        next: null,
      });
    });

    test("that say the same again add nothing, unless another text was shown", async () => {
      const person = buildPerson();
      const first = await say(person, true);
      expect(await say(person, true)).toEqual(first);
      await say(person, true, { document: "v2" });
      const page = await consents.list(person, { limit: 1, after: null });
      expect(page.items).toMatchObject([{ document: "v2", isCurrent: true }]);
      expect(await consents.list(person, { limit: 1, after: page.next })).toMatchObject({
        items: [{ document: null, isCurrent: false }],
        next: null,
      });
    });

    test("stand in the audit log, each change once", async () => {
      const person = buildPerson();
      for (const granted of [true, true, false]) await say(person, granted);
      const { items } = await auditLog.list(buildActor({ tenantId: person.tenantId }), all);
      expect(items.map(({ action }) => action).toSorted()).toEqual(["consent.granted", "consent.withdrawn"]);
      const by = { userId: "anna", actorId: person.callerId, subject: "health", at: now };
      expect(items[0]).toMatchObject(by);
    });
  });
}

describePeople("the fake", fakePeople());
describePeople("Postgres", postgresPeople(inject("databaseUrl")));
