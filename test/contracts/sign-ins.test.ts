import { createHash, randomBytes, randomUUID } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresPushDevices } from "#shared/adapters/postgres/people/postgres-push-devices.ts";
import { postgresTenants } from "#shared/adapters/postgres/postgres-tenants.ts";
import { postgresSignIns } from "#shared/adapters/postgres/sign-ins/postgres-sign-ins.ts";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import type { PushDevices } from "#shared/ports/push-devices.ts";
import type { NewSignIn, SignIns } from "#shared/ports/sign-ins.ts";
import type { Tenants } from "#shared/ports/tenants.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { fakePushDevices } from "#test/fakes/fake-push-devices.ts";
import { fakeSignIns } from "#test/fakes/fake-sign-ins.ts";
import { fakeTenants } from "#test/fakes/fake-tenants.ts";

interface Subject extends SignIns {
  readonly pushDevices: PushDevices;
  disable(tenantId: string, userId: string): Promise<void>;
  /** What the audit log says of a person, oldest first. */
  notedOf(draft: NewSignIn): Promise<readonly string[]>;
}

const second = 1_000;
const day = 86_400 * second;
const now = Date.UTC(2026, 0, 31, 9, 30);
const newHash = () => createHash("sha256").update(randomUUID()).digest("hex");

function signInOf({ tenantId = uniqueTenant(), userId = "anna", ...given }: Partial<NewSignIn> = {}) {
  const draft: NewSignIn = {
    id: uuidv7(),
    tenantId,
    userId,
    ownerId: deriveOwnerId(tenantId, userId),
    method: "dev",
    deviceName: "a phone",
    tokenHash: newHash(),
    now,
    expiresAt: now + 60 * day,
    profile: { name: null, email: null },
    mayProvision: true,
    ...given,
  };
  return draft;
}

function describeSignIns(name: string, signIns: Subject, tenants: Tenants): void {
  const use = async (tokenHash: string, at: number) => {
    const nextHash = newHash();
    const rotation = { tokenHash, nextHash, now: at, graceMs: 10 * second, expiresAt: at + 60 * day };
    return { ...(await signIns.refresh(rotation)), nextHash };
  };
  const refreshed = async (tokenHash: string, at: number) => {
    const { outcome, nextHash } = await use(tokenHash, at);
    expect(outcome).toBe("refreshed");
    return nextHash;
  };
  const outcomeOf = async (tokenHash: string, at: number) => (await use(tokenHash, at)).outcome;
  const listOf = async (draft: NewSignIn, at = now) =>
    (await signIns.list(draft, { limit: 100, after: null }, at)).items;
  const begun = async (given: Partial<NewSignIn> = {}) => {
    const draft = signInOf(given);
    expect((await signIns.begin(draft)).outcome).toBe("begun");
    return draft;
  };

  describe(`sign-ins in ${name}`, () => {
    test("begin with a user, who keeps the first name and the last email", async () => {
      const first = signInOf({ profile: { name: "Anna", email: "a@example.com" } });
      const user = { id: "anna", tenantId: first.tenantId, name: "Anna", createdAt: now };
      expect(await signIns.begin(first)).toEqual({
        outcome: "begun",
        user: { ...user, email: "a@example.com" },
        tenantRatePerMinute: null,
      });
      const { tenantId } = first;
      const again = signInOf({ tenantId, now: now + day, profile: { name: "Else", email: "b@example.com" } });
      expect(await signIns.begin(again)).toMatchObject({ user: { ...user, email: "b@example.com" } });
      const silent = signInOf({ tenantId, now: now + day });
      expect(await signIns.begin(silent)).toMatchObject({ user: { ...user, email: "b@example.com" } });
    });

    test("of a tenant that nobody made are begun by who may make it alone", async () => {
      const draft = signInOf({ mayProvision: false });
      expect(await signIns.begin(draft)).toEqual({ outcome: "tenant_unknown" });
      await begun({ tenantId: draft.tenantId });
      expect(await signIns.begin(draft)).toMatchObject({ outcome: "begun" });
    });

    test("of a disabled user neither begin nor go on", async () => {
      const draft = await begun();
      const next = await refreshed(draft.tokenHash, now + second);
      await signIns.disable(draft.tenantId, draft.userId);
      expect(await outcomeOf(next, now + 2 * second)).toBe("refused");
      expect(await signIns.begin(signInOf({ tenantId: draft.tenantId }))).toEqual({ outcome: "disabled" });
      expect(await listOf(draft)).toHaveLength(1);
    });

    test("go on with each new token, and say whose they are", async () => {
      const draft = await begun({ profile: { name: "Anna", email: null } });
      const at = now + 3_600 * second;
      const { nextHash, ...answer } = await use(draft.tokenHash, at);
      expect(answer).toEqual({
        outcome: "refreshed",
        signIn: {
          id: draft.id,
          tenantId: draft.tenantId,
          userId: "anna",
          method: "dev",
          deviceName: "a phone",
          createdAt: now,
          lastUsedAt: at,
          expiresAt: at + 60 * day,
        },
        user: { id: "anna", tenantId: draft.tenantId, name: "Anna", email: null, createdAt: now },
        tenantRatePerMinute: null,
      });
      await refreshed(nextHash, at + day);
    });

    test("say what their tenant is limited to", async () => {
      const draft = await begun();
      await tenants.update(buildActor({ tenantId: draft.tenantId }), { requestsPerMinute: 7 }, now);
      const limited = { tenantRatePerMinute: 7 };
      expect(await signIns.begin(signInOf({ tenantId: draft.tenantId }))).toMatchObject(limited);
      expect(await use(draft.tokenHash, now)).toMatchObject(limited);
    });

    test("know nothing of a token that was never given, and nothing goes on that expired", async () => {
      expect(await outcomeOf(newHash(), now)).toBe("refused");
      const { tokenHash } = await begun();
      expect(await outcomeOf(tokenHash, now + 60 * day)).toBe("refused");
    });

    test("accept the token before once more within ten seconds, in place of its unused successor", async () => {
      const { tokenHash } = await begun();
      const lost = await refreshed(tokenHash, now);
      const found = await refreshed(tokenHash, now + 10 * second);
      expect(await outcomeOf(tokenHash, now + 10 * second)).toBe("refused");
      expect(await outcomeOf(lost, now + 11 * second)).toBe("refused");
      await refreshed(found, now + 12 * second);
    });

    test("accept the token before no more once its successor was used", async () => {
      const { tokenHash } = await begun();
      const next = await refreshed(await refreshed(tokenHash, now), now + second);
      expect(await outcomeOf(tokenHash, now + 2 * second)).toBe("refused");
      await refreshed(next, now + 3 * second);
    });

    test.each([
      ["a spent token", false],
      ["a token that the grace replaced", true],
    ])("end with all their tokens when %s comes later, which is noted once", async (_what, replaced) => {
      const draft = await begun();
      const lost = await refreshed(draft.tokenHash, now);
      const live = replaced ? await refreshed(draft.tokenHash, now + second) : lost;
      const stolen = replaced ? lost : draft.tokenHash;
      const { nextHash, ...answer } = await use(stolen, now + 12 * second);
      expect(answer).toEqual({
        ...{ outcome: "revoked", signInId: draft.id },
        ...{ tenantId: draft.tenantId, userId: draft.userId },
      });
      expect(await outcomeOf(live, now + 13 * second)).toBe("refused");
      expect(await outcomeOf(nextHash, now + 13 * second)).toBe("refused");
      expect(await outcomeOf(stolen, now + 14 * second)).toBe("revoked");
      expect(await listOf(draft)).toEqual([]);
      expect(await signIns.notedOf(draft)).toEqual(["sign_in.dev", "sign_in.revoked"]);
    });

    test("leave one live token after fifty refreshes at once with the same one", async () => {
      const draft = await begun();
      const answers = await Promise.all(Array.from({ length: 50 }, () => use(draft.tokenHash, now + second)));
      const given = answers.filter(({ outcome }) => outcome === "refreshed");
      expect(given).toHaveLength(2);
      expect(answers.filter(({ outcome }) => outcome === "refused")).toHaveLength(48);
      expect(await listOf(draft)).toHaveLength(1);
      const outcomes = await Promise.all(given.map(({ nextHash }) => outcomeOf(nextHash, now + 2 * second)));
      expect(outcomes.toSorted()).toEqual(["refreshed", "refused"]);
    });

    test("are listed to their person, the latest first, page by page", async () => {
      const { tenantId, ownerId, id } = await begun();
      const other = await begun({ tenantId, userId: "ben" });
      const made = [id];
      for (let at = 0; at < 2; at++) made.push((await begun({ tenantId, deviceName: null })).id);
      const person = { tenantId, ownerId, userId: "anna" };
      const first = await signIns.list(person, { limit: 2, after: null }, now);
      expect(first).toMatchObject({ items: [{ id: made[2], deviceName: null }, { id: made[1] }] });
      const rest = await signIns.list(person, { limit: 2, after: first.next }, now);
      expect(rest).toMatchObject({ items: [{ id, deviceName: "a phone" }], next: null });
      expect((await listOf(other)).map((each) => each.id)).toEqual([other.id]);
      expect(await listOf(other, now + 60 * day)).toEqual([]);
    });

    test("are ended by their person, one or all, and again is the same", async () => {
      const one = await begun();
      const { tenantId } = one;
      const two = await begun({ tenantId });
      const bens = await begun({ tenantId, userId: "ben" });
      for (const nobodys of [uuidv7(), bens.id, "no-uuid"])
        expect(await signIns.end(one, nobodys, now)).toEqual([]);
      for (let time = 0; time < 2; time++) expect(await signIns.end(one, one.id, now)).toEqual([one.id]);
      expect(await outcomeOf(one.tokenHash, now + second)).toBe("refused");
      for (let time = 0; time < 2; time++)
        expect(await signIns.end(one, null, now + second)).toEqual([one.id, two.id].toSorted());
      expect(await outcomeOf(two.tokenHash, now + second)).toBe("refused");
      expect(await listOf(one)).toEqual([]);
      expect(await listOf(bens)).toHaveLength(1);
      const noted = await signIns.notedOf(one);
      expect(noted.filter((action) => action === "sign_out")).toHaveLength(2);
    });

    const register = (
      { tenantId, userId }: NewSignIn,
      signInId: string | null,
      token = randomBytes(32).toString("hex"),
    ) =>
      signIns.pushDevices.register({
        person: buildPerson({ tenantId, userId }),
        id: uuidv7(),
        ...{
          platform: "apns",
          environment: "production",
          name: null,
          idempotency: null,
          signInId,
          token,
          now,
        },
      });
    const reached = async ({ tenantId, userId }: NewSignIn) =>
      (await signIns.pushDevices.tokensOf(buildPerson({ tenantId, userId }), 100)).map(({ token }) => token);

    test("take the push devices along that they registered, and with all of them all of their person's", async () => {
      const one = await begun();
      const { tenantId } = one;
      const two = await begun({ tenantId });
      const bens = await begun({ tenantId, userId: "ben" });
      await register(one, one.id, "aa");
      await register(one, two.id, "bb");
      await register(one, "made-elsewhere", "cc");
      await register(one, null, "dd");
      await register(bens, bens.id, "ee");
      for (const nobodys of [uuidv7(), bens.id]) await signIns.end(one, nobodys, now);
      expect((await reached(one)).toSorted()).toEqual(["aa", "bb", "cc", "dd"]);
      await signIns.end(one, one.id, now);
      expect((await reached(one)).toSorted()).toEqual(["bb", "cc", "dd"]);
      await signIns.end(one, "made-elsewhere", now);
      expect((await reached(one)).toSorted()).toEqual(["bb", "dd"]);
      await signIns.end(one, null, now);
      expect([await reached(one), await reached(bens)]).toEqual([[], ["ee"]]);
    });

    test("take a device along that went over to them, and leave one that went on", async () => {
      const one = await begun();
      const two = await begun({ tenantId: one.tenantId });
      await register(one, one.id, "aa");
      await register(one, two.id, "aa");
      await signIns.end(one, one.id, now);
      expect(await reached(one)).toEqual(["aa"]);
      await signIns.end(one, two.id, now);
      expect(await reached(one)).toEqual([]);
    });

    test("take their push devices along when a spent token comes", async () => {
      const one = await begun();
      const two = await begun({ tenantId: one.tenantId });
      await refreshed(one.tokenHash, now);
      for (const [id, token] of [
        [one.id, "aa"],
        [two.id, "bb"],
        [null, "cc"],
      ] as const)
        await register(one, id, token);
      await refreshed(two.tokenHash, now);
      expect(await outcomeOf(one.tokenHash, now + 12 * second)).toBe("revoked");
      expect((await reached(one)).toSorted()).toEqual(["bb", "cc"]);
    });

    test("register no device once they ended, nor while they end", async () => {
      const rounds = Array.from({ length: 20 }, async () => {
        const one = await begun();
        await Promise.all([register(one, one.id), signIns.end(one, one.id, now), register(one, one.id)]);
        expect(await reached(one)).toEqual([]);
        expect(await register(one, one.id)).toEqual({ outcome: "signed_out" });
      });
      await Promise.all(rounds);
    });

    test("that ended are forgotten a day later, when their person comes again", async () => {
      const old = await begun();
      await signIns.end(old, null, now);
      await begun({ tenantId: old.tenantId, now: now + 2 * day, expiresAt: now + 9 * day });
      expect(await signIns.end(old, old.id, now + 2 * day)).toEqual([]);
    });
  });
}

const store = createFakeMemoryStore();
const tenants = fakeTenants(store);
const people = createFakePeopleStore(store);
const fake = fakeSignIns(store, tenants, people);
describeSignIns(
  "the fake",
  {
    ...fake,
    pushDevices: fakePushDevices(people),
    disable: async (tenantId, userId) => void fake.disabled.add(`${tenantId}/${userId}`),
    notedOf: async ({ ownerId }) =>
      fake.noted.filter((entry) => entry.ownerId === ownerId).map(({ action }) => action),
  },
  tenants,
);

const database = createDatabase({ url: inject("databaseUrl") });
const inPostgres: Subject = {
  ...postgresSignIns(database),
  pushDevices: postgresPushDevices(database),
  async disable(tenantId, userId) {
    const text = "update users set disabled_at = now() where tenant_id = $1 and id = $2";
    await database.query({ scope: "tenant", tenantId }, { text, values: [tenantId, userId] });
  },
  async notedOf({ tenantId, ownerId }) {
    const text = "select action from audit_log where owner_id = $1 order by at, id";
    const rows = await database.query<{ action: string }>(
      { scope: "tenant", tenantId },
      { text, values: [ownerId] },
    );
    return rows.map(({ action }) => action);
  },
};
describeSignIns("Postgres", inPostgres, postgresTenants(database));
