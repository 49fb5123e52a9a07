import { beforeEach, describe, expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { fakeAccessTokens } from "#test/fakes/fake-access-tokens.ts";
import { fakeAppleAccounts } from "#test/fakes/fake-apple-accounts.ts";
import { fakeAppleIds } from "#test/fakes/fake-apple-ids.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeSignIns } from "#test/fakes/fake-sign-ins.ts";
import { fakeTenants } from "#test/fakes/fake-tenants.ts";
import { AppleRefused, Forbidden, NotFound, UpstreamUnavailable } from "../../errors.ts";
import type { AppleIdentity } from "../../ports/apple.ts";
import { type SignInWithApple, signInWithApple } from "./sign-in-with-apple.ts";

const sub = "001234.abc.0612";
let ports: ReturnType<typeof startPorts>;
beforeEach(() => {
  ports = startPorts();
});

function startPorts() {
  const store = createFakeMemoryStore();
  const clock = fakeClock();
  return {
    store,
    appleIds: fakeAppleIds(),
    appleAccounts: fakeAppleAccounts(store),
    signIns: fakeSignIns(store, fakeTenants(store)),
    accessTokens: fakeAccessTokens(clock),
    clock,
    ids: fakeIds(clock),
    log: fakeLog(),
  };
}

/** Signs in with a token that Apple has just given. */
async function signIn(given: Partial<SignInWithApple> = {}, identity: Partial<AppleIdentity> = {}) {
  ports.clock.advance(1_000);
  ports.appleIds.identities.set("token", {
    sub,
    clientId: "app",
    email: "anna@example.com",
    isPrivateEmail: false,
    issuedAt: ports.clock.now(),
    ...identity,
  });
  return await signInWithApple(ports, {
    identityToken: "token",
    nonce: null,
    authorizationCode: null,
    name: null,
    tenantId: null,
    homes: {},
    mayProvision: false,
    deviceName: null,
    lifetimes: { accessSeconds: 900, refreshSeconds: 86_400 },
    requestId: "request",
    ...given,
  });
}

const holderOf = (tenantId: string) => {
  const userId = `apple.${sub}`;
  return { tenantId, userId, ownerId: buildActor({ tenantId, userId }).ownerId };
};
const reasons = () => ports.log.lines.map(({ fields }) => fields.reason);

describe("who signs in with Apple", () => {
  test("is a user of their own, known by Apple's name for them", async () => {
    const tokens = await signIn({ name: "Anna Example", deviceName: "a phone" });
    expect(tokens.user).toMatchObject({
      id: `apple.${sub}`,
      tenantId: "default",
      name: "Anna Example",
      email: "anna@example.com",
    });
    const { items } = await ports.signIns.list(
      holderOf("default"),
      { limit: 10, after: null },
      ports.clock.now(),
    );
    expect(items).toMatchObject([{ method: "apple", deviceName: "a phone" }]);
  });

  test("keeps the name that Apple told once", async () => {
    await signIn({ name: "Anna" });
    for (const name of [null, "Another"]) expect((await signIn({ name })).user.name).toBe("Anna");
  });

  test("may hide their address", async () => {
    const hidden = { email: "x@privaterelay.appleid.com", isPrivateEmail: true };
    expect((await signIn({}, hidden)).user.email).toBe(hidden.email);
    expect(await ports.appleAccounts.find(holderOf("default"))).toMatchObject(hidden);
  });

  test("is another in another tenant", async () => {
    ports.store.tenants.add("acme");
    await signIn({ name: "Anna" });
    expect((await signIn({ tenantId: "acme" })).user).toMatchObject({ tenantId: "acme", name: null });
  });

  test("names a tenant that is there, or may begin one", async () => {
    await expect(signIn({ tenantId: "nobody's" })).rejects.toThrow(NotFound);
    expect((await signIn({ tenantId: "nobody's", mayProvision: true })).user.tenantId).toBe("nobody's");
  });

  test("of an app that belongs to a tenant is let in there alone, and by no other app", async () => {
    for (const tenant of ["acme", "other"]) ports.store.tenants.add(tenant);
    const homes = { app: "acme" };
    expect((await signIn({ homes })).user.tenantId).toBe("acme");
    expect((await signIn({ homes, tenantId: "acme" })).user.tenantId).toBe("acme");
    for (const tenantId of ["default", "other"]) {
      await expect(signIn({ homes, tenantId })).rejects.toThrow(Forbidden);
    }
    const another = { clientId: "another" };
    await expect(signIn({ homes, tenantId: "acme" }, another)).rejects.toThrow(Forbidden);
    expect((await signIn({ homes, tenantId: "other" }, another)).user.tenantId).toBe("other");
    expect((await signIn({ homes }, another)).user.tenantId).toBe("default");
    // A name that every object has is no app's tenant.
    expect((await signIn({ homes }, { clientId: "toString" })).user.tenantId).toBe("default");
  });

  test("stays out while disabled", async () => {
    ports.signIns.disabled.add(`default/apple.${sub}`);
    await expect(signIn()).rejects.toThrow(Forbidden);
  });
});

describe("a token that does not hold", () => {
  test("is refused, with the reason in the log alone", async () => {
    for (const given of [{ identityToken: "forged" }, { nonce: "another" }]) {
      await expect(signIn(given)).rejects.toThrow(AppleRefused);
    }
    expect(ports.log.lines).toEqual(
      ["the token does not hold", "the nonce is another"].map((reason) => ({
        level: "warn",
        what: "refused for Apple",
        fields: { request_id: "request", reason },
      })),
    );
    expect(await ports.appleAccounts.find(holderOf("default"))).toBeNull();
  });

  test("is one from before the consent ended", async () => {
    await signIn();
    const at = ports.clock.now() + 60_000;
    await ports.appleAccounts.revokeConsent({ sub, at, action: "apple.consent_revoked", now: at });
    await expect(signIn()).rejects.toThrow(AppleRefused);
    expect(reasons()).toEqual(["the consent ended after this token"]);
    expect(await signIn({}, { issuedAt: at + 1 })).toMatchObject({ user: { id: `apple.${sub}` } });
  });

  test("cannot be told from a good one while Apple is away, and nothing counts against anybody", async () => {
    ports.appleIds.failure = new UpstreamUnavailable("Apple");
    for (let time = 0; time < 20; time++) await expect(signIn()).rejects.toThrow(UpstreamUnavailable);
    ports.appleIds.failure = null;
    expect(await signIn()).toMatchObject({ user: { id: `apple.${sub}` } });
  });
});

describe("a code", () => {
  const grant = async () => (await ports.appleAccounts.find(holderOf("default")))?.grant;

  test("becomes what revocation takes, and stays where none comes again", async () => {
    ports.appleIds.grants.set("code", "v1.grant");
    await signIn({ authorizationCode: "code" });
    await signIn();
    expect(await grant()).toBe("v1.grant");
  });

  test("that Apple calls bad is refused before anything is noted", async () => {
    await expect(signIn({ authorizationCode: "bad" })).rejects.toThrow(AppleRefused);
    expect([await grant(), reasons()]).toEqual([undefined, ["the code is not good"]]);
  });

  test("that cannot be exchanged today keeps nobody out", async () => {
    ports.appleIds.exchangeFailure = new UpstreamUnavailable("Apple");
    await signIn({ authorizationCode: "code" });
    expect(await grant()).toBeNull();
    expect(ports.log.lines).toMatchObject([{ level: "warn", what: "signed in without Apple's grant" }]);
  });

  test("is left alone where no key of ours is set up", async () => {
    ports.appleIds.grants.set("code", null);
    await signIn({ authorizationCode: "code" });
    expect(await grant()).toBeNull();
  });
});
