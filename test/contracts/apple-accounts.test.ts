import { describe, expect, inject, test } from "vitest";
import { postgresAppleAccounts } from "#shared/adapters/postgres/apple/postgres-apple-accounts.ts";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import type { AppleAccounts, AppleIdentity, AppleSignIn } from "#shared/ports/apple.ts";
import { makeSub } from "#test/apple/start-local-apple.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { fakeAppleAccounts } from "#test/fakes/fake-apple-accounts.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";

const minute = 60_000;
const now = Date.UTC(2026, 0, 31, 9, 30);
const relay = "ep9ks2tnph@privaterelay.appleid.com";

type Given = Partial<Omit<AppleSignIn, "identity">> & { identity?: Partial<AppleIdentity> };

/** A person who signs in to a tenant, as Apple's sub has it. */
function signInOf(sub: string, { identity, ...given }: Given = {}): AppleSignIn {
  const { tenantId, ownerId } = buildActor({
    tenantId: given.tenantId ?? uniqueTenant(),
    userId: `apple.${sub}`,
  });
  return {
    tenantId,
    userId: `apple.${sub}`,
    ownerId,
    mayProvision: true,
    identity: {
      sub,
      clientId: "app",
      email: "anna@example.com",
      isPrivateEmail: false,
      issuedAt: now,
      ...identity,
    },
    name: null,
    grant: null,
    now,
    ...given,
  };
}

function describeAccounts(
  name: string,
  accounts: AppleAccounts,
  auditedOf: (signIn: AppleSignIn) => Promise<readonly string[]>,
): void {
  /** Signs in again: the same person in the same tenant, a minute later. */
  const later = (first: AppleSignIn, minutes: number, { identity, ...given }: Given = {}) =>
    signInOf(first.identity.sub, {
      tenantId: first.tenantId,
      identity: { issuedAt: now + minutes * minute, ...identity },
      ...given,
    });
  const revoke = (signIn: AppleSignIn, minutes: number, action = "apple.consent_revoked" as const) =>
    accounts.revokeConsent({ sub: signIn.identity.sub, at: now + minutes * minute, action, now });
  const mail = (
    signIn: AppleSignIn,
    minutes: number,
    enabled: boolean,
    given: { email?: string; isPrivateEmail?: boolean } = {},
  ) =>
    accounts.noteEmail({
      sub: signIn.identity.sub,
      enabled,
      email: given.email ?? null,
      isPrivateEmail: given.isPrivateEmail ?? null,
      at: now + minutes * minute,
      now,
    });

  describe(`Apple's accounts in ${name}`, () => {
    test("keep what the first sign-in tells", async () => {
      const signIn = signInOf(makeSub(), { name: "Anna Example", grant: "v1.grant" });
      expect(await accounts.find(signIn)).toBeNull();
      expect(await accounts.note(signIn)).toEqual({
        outcome: "noted",
        name: "Anna Example",
        email: "anna@example.com",
      });
      expect(await accounts.find(signIn)).toEqual({
        tenantId: signIn.tenantId,
        userId: signIn.userId,
        ownerId: signIn.ownerId,
        sub: signIn.identity.sub,
        email: "anna@example.com",
        isPrivateEmail: false,
        emailEnabled: true,
        name: "Anna Example",
        grant: "v1.grant",
        createdAt: now,
      });
    });

    test("keep the first name, and take one that comes late", async () => {
      const first = signInOf(makeSub());
      expect(await accounts.note(first)).toMatchObject({ name: null });
      expect(await accounts.note(later(first, 1, { name: "Anna" }))).toMatchObject({ name: "Anna" });
      for (const name of [null, "Another"]) {
        expect(await accounts.note(later(first, 2, { name }))).toMatchObject({ name: "Anna" });
      }
    });

    test("keep the newest grant, and the one they have where none comes", async () => {
      const first = signInOf(makeSub(), { grant: "first" });
      await accounts.note(first);
      await accounts.note(later(first, 1));
      expect(await accounts.find(first)).toMatchObject({ grant: "first" });
      await accounts.note(later(first, 2, { grant: "second" }));
      expect(await accounts.find(first)).toMatchObject({ grant: "second", createdAt: now });
    });

    test("keep the address of the newest token, whichever comes last", async () => {
      const first = signInOf(makeSub(), { identity: { email: null } });
      await accounts.note(first);
      expect(await accounts.find(first)).toMatchObject({ email: null });
      const hidden = { email: relay, isPrivateEmail: true };
      await accounts.note(later(first, 2, { identity: hidden }));
      for (const [minutes, email] of [
        [1, "older@example.com"],
        [3, null],
      ] as const) {
        expect(await accounts.note(later(first, minutes, { identity: { email } }))).toMatchObject({
          email: relay,
        });
      }
      expect(await accounts.find(first)).toMatchObject(hidden);
      await accounts.note(later(first, 4));
      expect(await accounts.find(first)).toMatchObject({ email: "anna@example.com", isPrivateEmail: false });
    });

    test("are of a tenant that is there, or that comes into being where it may", async () => {
      const stranger = signInOf(makeSub(), { mayProvision: false });
      expect(await accounts.note(stranger)).toEqual({ outcome: "tenant_unknown" });
      expect(await accounts.find(stranger)).toBeNull();
      await accounts.note({ ...stranger, mayProvision: true });
      expect(await accounts.note(stranger)).toMatchObject({ outcome: "noted" });
    });

    test("of one person in two tenants never meet", async () => {
      const sub = makeSub();
      const one = signInOf(sub, { name: "Anna", grant: "one" });
      const other = signInOf(sub, { identity: { email: relay, isPrivateEmail: true } });
      await accounts.note(one);
      expect(await accounts.note(other)).toEqual({ outcome: "noted", name: null, email: relay });
      expect(await accounts.find(one)).toMatchObject({
        name: "Anna",
        grant: "one",
        email: "anna@example.com",
      });
      expect(await accounts.find(other)).toMatchObject({ name: null, grant: null, email: relay });
    });

    test("are one of twenty first sign-ins at once", async () => {
      const first = signInOf(makeSub());
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, at) => accounts.note({ ...first, name: `name ${at}` })),
      );
      const names = outcomes.map((noted) => (noted.outcome === "noted" ? noted.name : noted.outcome));
      expect(new Set(names).size).toBe(1);
    });

    test("lose their grant when the consent ends, in every tenant, and are told of again by a repeat", async () => {
      const sub = makeSub();
      const [one, other] = [signInOf(sub, { grant: "one" }), signInOf(sub, { grant: "other" })];
      const stranger = signInOf(makeSub(), { grant: "a stranger's" });
      for (const signIn of [one, other, stranger]) await accounts.note(signIn);
      const people = [one, other]
        .map(({ tenantId, userId, ownerId }) => ({ tenantId, userId, ownerId }))
        .toSorted((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
      for (let time = 0; time < 2; time++) {
        const told = await revoke(one, 1);
        expect(told.toSorted((a, b) => (a.tenantId < b.tenantId ? -1 : 1))).toEqual(people);
      }
      for (const signIn of [one, other]) {
        expect(await accounts.find(signIn)).toMatchObject({ grant: null });
        expect(await auditedOf(signIn)).toEqual(["apple.consent_revoked"]);
      }
      expect(await accounts.find(stranger)).toMatchObject({ grant: "a stranger's" });
    });

    test("take no token from before the consent ended, and one from after it", async () => {
      const first = signInOf(makeSub(), { name: "Anna" });
      await accounts.note(first);
      await revoke(first, 2);
      for (const minutes of [0, 1, 2]) {
        expect(await accounts.note(later(first, minutes, { grant: "late" }))).toEqual({
          outcome: "consent_revoked",
        });
      }
      expect(await accounts.find(first)).toMatchObject({ grant: null, name: "Anna" });
      const anew = later(first, 3, { name: "Anna Anew", grant: "anew" });
      expect(await accounts.note(anew)).toMatchObject({ outcome: "noted", name: "Anna Anew" });
      expect(await accounts.note(later(first, 4, { name: "Else" }))).toMatchObject({ name: "Anna Anew" });
    });

    test("are not touched by the end of a consent that was given anew since", async () => {
      const first = signInOf(makeSub());
      await accounts.note(first);
      await accounts.note(later(first, 5, { grant: "anew" }));
      expect(await revoke(first, 4)).toEqual([]);
      expect(await accounts.find(first)).toMatchObject({ grant: "anew" });
      expect(await auditedOf(first)).toEqual([]);
    });

    test("note the end of the account once, whichever of the two comes first", async () => {
      const deleted = "apple.account_deleted" as const;
      for (const [first, second] of [
        [1, 2],
        [2, 1],
      ] as const) {
        const signIn = signInOf(makeSub());
        await accounts.note(signIn);
        const { sub } = signIn.identity;
        await revoke(signIn, first);
        for (let time = 0; time < 2; time++) {
          const at = now + second * minute;
          const told = await accounts.revokeConsent({ sub, at, action: deleted, now });
          expect(told).toMatchObject([{ userId: signIn.userId }]);
        }
        expect((await auditedOf(signIn)).toSorted()).toEqual([deleted, "apple.consent_revoked"]);
      }
    });

    test("know nothing of an event about nobody", async () => {
      const stranger = signInOf(makeSub());
      expect(await revoke(stranger, 1)).toEqual([]);
      expect(await mail(stranger, 1, false)).toBe(0);
    });

    test("note whether mail is passed on by the newest event, in every tenant", async () => {
      const sub = makeSub();
      const [one, other] = [signInOf(sub), signInOf(sub)];
      for (const signIn of [one, other]) await accounts.note(signIn);
      expect(await mail(one, 2, false, { email: relay, isPrivateEmail: true })).toBe(2);
      for (const signIn of [one, other]) {
        expect(await accounts.find(signIn)).toMatchObject({
          emailEnabled: false,
          email: relay,
          isPrivateEmail: true,
        });
      }
      for (const minutes of [1, 2]) expect(await mail(one, minutes, true)).toBe(0);
      expect(await accounts.find(one)).toMatchObject({ emailEnabled: false });
      expect(await mail(one, 3, true)).toBe(2);
      expect(await accounts.find(one)).toMatchObject({ emailEnabled: true, email: relay });
    });

    test("keep the address of a token that is newer than the event, and take its word on mail", async () => {
      const first = signInOf(makeSub());
      await accounts.note(first);
      await accounts.note(later(first, 5));
      expect(await mail(first, 4, false, { email: relay, isPrivateEmail: true })).toBe(1);
      expect(await accounts.find(first)).toMatchObject({
        emailEnabled: false,
        email: "anna@example.com",
        isPrivateEmail: false,
      });
    });
  });
}

const fake = fakeAppleAccounts(createFakeMemoryStore());
describeAccounts("the fake", fake, async ({ tenantId, userId }) =>
  fake.audited
    .filter((entry) => entry.tenantId === tenantId && entry.userId === userId)
    .map(({ action }) => action),
);

const database = createDatabase({ url: inject("databaseUrl") });
describeAccounts("Postgres", postgresAppleAccounts(database), async ({ tenantId, userId, ownerId }) => {
  const rows = await database.query<{ action: string; actor_id: string; subject: string }>(
    { scope: "user", tenantId, userId, ownerId },
    { text: "select action, actor_id, subject from audit_log order by id" },
  );
  for (const row of rows) expect(row).toMatchObject({ actor_id: "apple", subject: userId });
  return rows.map(({ action }) => action);
});
