import { expect, test } from "vitest";
import { BeingErased, NotFound } from "#shared/errors.ts";
import type { LiveConnections } from "#shared/ports/live-connections.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { disableUser } from "./disable-user.ts";
import { requestDeletion } from "./request-deletion.ts";

type Ended = Parameters<LiveConnections["end"]>;

async function start() {
  const ended: Ended[] = [];
  const liveConnections: LiveConnections = {
    async end(...call) {
      ended.push(call);
      return 1;
    },
  };
  const ports = { ...fakeHttpPorts(), liveConnections };
  const actor = buildActor({ callerId: "key:1" });
  const { tenantId } = actor;
  const anna = buildPerson({ tenantId });
  await ports.users.see(anna, ports.clock.now());
  const common = { method: "dev", deviceName: null, mayProvision: true } as const;
  const profile = { name: null, email: null };
  const now = ports.clock.now();
  const { userId, ownerId } = anna;
  const draft = { tenantId, userId, ownerId, id: ports.ids.next(), tokenHash: "aa", profile, ...common };
  await ports.signIns.begin({ ...draft, now, expiresAt: now + 60_000 });
  const set = (disabled: boolean, of = userId) => disableUser(ports, { actor, userId: of, disabled });
  const knock = async (revocable: readonly string[] = []) => {
    const persons = [{ tenantId, userId, issuedAt: null }];
    const counts = { added: {}, reported: {} };
    const asked = { now: ports.clock.now(), revocable, persons, rates: [], marksOutbox: false, counts };
    return (await ports.gate.knock(asked)).verdict;
  };
  return { ports, anna, set, knock, ended, signInId: draft.id };
}

test("a user who is disabled is shut out, signed out, and their sockets end", async () => {
  const { ports, anna, set, knock, ended, signInId } = await start();
  expect(await knock()).toBe("welcome");
  expect(await set(true)).toMatchObject({ id: "anna", disabledAt: ports.clock.now() });
  expect(await knock()).toBe("shut_out");
  expect(await knock([`sign-in:${signInId}`])).toBe("revoked");
  expect(ended).toEqual([[{ tenantId: anna.tenantId, userId: "anna" }, "forbidden"]]);
  const signIns = await ports.signIns.list(anna, { limit: 10, after: null }, ports.clock.now());
  expect(signIns.items).toEqual([]);
});

test("a user who is let in again may act again", async () => {
  const { set, knock } = await start();
  await set(true);
  expect(await set(false)).toMatchObject({ disabledAt: null });
  expect(await knock()).toBe("welcome");
});

test("whoever cannot be told of fails, and is told by a repeat", async () => {
  const { ports, set, knock } = await start();
  ports.gate.failing = true;
  await expect(set(true)).rejects.toThrow();
  ports.gate.failing = false;
  await set(true);
  expect(await knock()).toBe("shut_out");
});

test("a user whom nobody has seen is not found", async () => {
  const { set } = await start();
  await expect(set(true, "nobody")).rejects.toThrow(NotFound);
});

test("a user who is being erased stays out", async () => {
  const { ports, anna, set, knock } = await start();
  await requestDeletion(ports, { person: anna, requestId: "r" });
  await expect(set(false)).rejects.toThrow(BeingErased);
  expect(await set(true)).toMatchObject({ isLeaving: true });
  expect(await knock()).toBe("shut_out");
});
