import { beforeEach, describe, expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { fakeAppleAccounts } from "#test/fakes/fake-apple-accounts.ts";
import { fakeAppleIds } from "#test/fakes/fake-apple-ids.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeGate } from "#test/fakes/fake-front-door.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeSignIns } from "#test/fakes/fake-sign-ins.ts";
import { fakeTenants } from "#test/fakes/fake-tenants.ts";
import { AppleRefused, UpstreamUnavailable } from "../../errors.ts";
import type { AppleEvent } from "../../ports/apple.ts";
import type { SignInHolder } from "../../ports/sign-ins.ts";
import { revocationOf } from "../access/front-door.ts";
import { hearFromApple } from "./hear-from-apple.ts";

const sub = "001234.abc.0612";
let ports: ReturnType<typeof startPorts>;
beforeEach(() => {
  ports = startPorts();
});

function startPorts() {
  const store = createFakeMemoryStore();
  const clock = fakeClock();
  const ended: unknown[] = [];
  const deletions: string[] = [];
  return {
    appleIds: fakeAppleIds(),
    appleAccounts: fakeAppleAccounts(store),
    signIns: fakeSignIns(store, fakeTenants(store)),
    revocations: fakeGate(),
    clock,
    ids: fakeIds(clock),
    log: fakeLog(),
    ended,
    liveConnections: { end: async (whose: unknown, code: string) => ended.push([whose, code]) },
    deletions,
    startDeletion: async ({ tenantId }: SignInHolder) => {
      deletions.push(tenantId);
    },
  };
}

/** Signs a person in to a tenant, as one who was let in by Apple. */
async function signIn(tenantId: string): Promise<SignInHolder & { id: string }> {
  const { ownerId } = buildActor({ tenantId, userId: `apple.${sub}` });
  const holder = { tenantId, userId: `apple.${sub}`, ownerId };
  const now = ports.clock.now();
  const identity = { sub, clientId: "app", email: null, isPrivateEmail: false, issuedAt: now };
  await ports.appleAccounts.note({
    ...holder,
    identity,
    name: null,
    grant: `${tenantId}'s grant`,
    mayProvision: true,
    now,
  });
  const id = ports.ids.next();
  await ports.signIns.begin({
    ...holder,
    id,
    method: "apple",
    deviceName: null,
    tokenHash: id,
    now,
    expiresAt: now + 86_400_000,
    profile: { name: null, email: null },
    mayProvision: true,
  });
  return { ...holder, id };
}

async function hear(kind: AppleEvent["kind"], given: Partial<AppleEvent> = {}): Promise<void> {
  ports.clock.advance(1_000);
  const event = { kind, sub, email: null, isPrivateEmail: null, at: ports.clock.now(), ...given };
  ports.appleIds.events.set("payload", event);
  await hearFromApple(ports, { payload: "payload", requestId: "request" });
}
const signedIn = async (holder: SignInHolder) =>
  (await ports.signIns.list(holder, { limit: 10, after: null }, ports.clock.now())).items.length;
const isRevoked = async (id: string) => {
  const knock = {
    now: 0,
    revocable: [revocationOf(id)],
    persons: [],
    rates: [],
    marksOutbox: false,
    counts: {},
  };
  return (await ports.revocations.knock(knock as never)).verdict === "revoked";
};

describe("the end of a consent", () => {
  test("ends all sign-ins of the person, wherever they are known, and drops what revocation took", async () => {
    const [here, there] = [await signIn("here"), await signIn("there")];
    const again = await signIn("here");
    await hear("consent_revoked");
    for (const holder of [here, there, again]) {
      expect([await signedIn(holder), await isRevoked(holder.id)]).toEqual([0, true]);
      expect(await ports.appleAccounts.find(holder)).toMatchObject({ grant: null });
    }
    expect(ports.ended).toEqual([
      [{ tenantId: "here", userId: here.userId }, "unauthenticated"],
      [{ tenantId: "there", userId: there.userId }, "unauthenticated"],
    ]);
    expect(ports.appleAccounts.audited.map(({ action }) => action)).toEqual([
      "apple.consent_revoked",
      "apple.consent_revoked",
    ]);
    expect(ports.signIns.noted.filter(({ action }) => action === "sign_out")).toHaveLength(3);
    expect(ports.deletions).toEqual([]);
  });

  test("that comes twice is noted once", async () => {
    const holder = await signIn("here");
    const at = ports.clock.now() + 1;
    await hear("consent_revoked", { at });
    await hear("consent_revoked", { at });
    expect(ports.appleAccounts.audited).toHaveLength(1);
    expect(await signedIn(holder)).toBe(0);
  });

  test("that comes late leaves a person signed in who has consented since", async () => {
    const holder = await signIn("here");
    await hear("consent_revoked", { at: ports.clock.now() - 60_000 });
    expect([await signedIn(holder), await isRevoked(holder.id)]).toEqual([1, false]);
    expect(await ports.appleAccounts.find(holder)).toMatchObject({ grant: "here's grant" });
  });

  test("is finished by the repeat where its first half failed", async () => {
    const holder = await signIn("here");
    const at = ports.clock.now() + 1;
    ports.revocations.failing = true;
    await expect(hear("consent_revoked", { at })).rejects.toThrow();
    expect(await isRevoked(holder.id).catch(() => "nobody can say")).toBe("nobody can say");
    ports.revocations.failing = false;
    await hear("consent_revoked", { at });
    expect(await isRevoked(holder.id)).toBe(true);
    expect(ports.appleAccounts.audited).toHaveLength(1);
  });
});

describe("the end of an account", () => {
  test("ends what the end of a consent ends, and begins to erase the person everywhere", async () => {
    const [here, there] = [await signIn("here"), await signIn("there")];
    await hear("account_deleted");
    for (const holder of [here, there]) expect(await signedIn(holder)).toBe(0);
    expect(ports.deletions).toEqual(["here", "there"]);
    expect(ports.appleAccounts.audited.map(({ action }) => action)).toEqual([
      "apple.account_deleted",
      "apple.account_deleted",
    ]);
  });
});

test.each([
  ["email_disabled", false],
  ["email_enabled", true],
] as const)("%s is noted, and ends nothing", async (kind, emailEnabled) => {
  const holder = await signIn("here");
  await hear(emailEnabled ? "email_disabled" : "email_enabled");
  await hear(kind, { email: "x@privaterelay.appleid.com", isPrivateEmail: true });
  await hear(emailEnabled ? "email_disabled" : "email_enabled", { at: ports.clock.now() - 60_000 });
  expect(await ports.appleAccounts.find(holder)).toMatchObject({
    emailEnabled,
    email: "x@privaterelay.appleid.com",
    isPrivateEmail: true,
  });
  expect(await signedIn(holder)).toBe(1);
});

test.each(["unknown", "consent_revoked", "account_deleted", "email_enabled", "email_disabled"] as const)(
  "%s that concerns nobody is heard",
  async (kind) => {
    const holder = await signIn("here");
    await hear(kind, { sub: "009999.def.0101" });
    expect(await signedIn(holder)).toBe(1);
    expect(ports.log.lines.at(-1)).toEqual({
      level: "info",
      what: "heard from Apple",
      fields: { request_id: "request", kind, concerned: 0 },
    });
  },
);

test("what Apple did not sign is refused, with the reason in the log alone", async () => {
  const forged = hearFromApple(ports, { payload: "forged", requestId: "request" });
  await expect(forged).rejects.toThrow(AppleRefused);
  expect(ports.log.lines).toEqual([
    {
      level: "warn",
      what: "refused for Apple",
      fields: { request_id: "request", reason: "the payload does not hold" },
    },
  ]);
});

test("what cannot be judged is for later", async () => {
  ports.appleIds.failure = new UpstreamUnavailable("Apple");
  await expect(hear("consent_revoked")).rejects.toThrow(UpstreamUnavailable);
});
