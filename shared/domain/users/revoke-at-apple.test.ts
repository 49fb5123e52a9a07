import { expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { fakeAppleAccounts } from "#test/fakes/fake-apple-accounts.ts";
import { fakeAppleIds } from "#test/fakes/fake-apple-ids.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { NotSetUp, UpstreamUnavailable } from "../../errors.ts";
import { revokeAtApple } from "./revoke-at-apple.ts";

const sub = "001234.abc.0612";

/** A person who signed in with Apple and left a grant, or none. */
async function start(grant: string | null) {
  const ports = {
    appleIds: fakeAppleIds(),
    appleAccounts: fakeAppleAccounts(createFakeMemoryStore()),
    log: fakeLog(),
  };
  const userId = `apple.${sub}`;
  const person = { tenantId: "acme", userId, ownerId: buildActor({ tenantId: "acme", userId }).ownerId };
  const identity = { sub, clientId: "app", email: null, isPrivateEmail: false, issuedAt: 0 };
  await ports.appleAccounts.note({ ...person, identity, name: null, grant, mayProvision: true, now: 0 });
  return { ports, person };
}

test("what a sign-in at Apple gave us is ended there", async () => {
  const { ports, person } = await start("v1.grant");
  await revokeAtApple(ports, person);
  expect(ports.appleIds.revoked).toEqual(["v1.grant"]);
});

test("who left nothing, or never came by Apple, is not asked for", async () => {
  const { ports, person } = await start(null);
  await revokeAtApple(ports, person);
  await revokeAtApple(ports, { ...person, userId: "somebody" });
  expect(ports.appleIds.revoked).toEqual([]);
});

test("what cannot be ended now is for later", async () => {
  const { ports, person } = await start("v1.grant");
  ports.appleIds.failure = new UpstreamUnavailable("Apple");
  await expect(revokeAtApple(ports, person)).rejects.toThrow(UpstreamUnavailable);
});

test("a stage without Apple's key goes on, and says so", async () => {
  const { ports, person } = await start("v1.grant");
  ports.appleIds.failure = new NotSetUp("revocation at Apple");
  await revokeAtApple(ports, person);
  expect(ports.log.lines).toMatchObject([{ level: "warn", fields: { tenant_id: "acme" } }]);
});
