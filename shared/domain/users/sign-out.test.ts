import { describe, expect, test } from "vitest";
import { buildSignIn } from "#test/builders/build-sign-in.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { NotFound, ValidationFailed } from "../../errors.ts";
import type { Caller } from "../access/caller.ts";
import { personOf } from "../access/person-of.ts";
import { beginSignIn } from "./begin-sign-in.ts";
import { endSignIn } from "./end-sign-in.ts";
import { signOut } from "./sign-out.ts";

async function start() {
  const ports = fakeHttpPorts();
  const told: string[] = [];
  const ends: (number | undefined)[] = [];
  const tell = async (id: string, tokenEndsAt?: number) => {
    told.push(id);
    ends.push(tokenEndsAt);
  };
  const revocations = { ...ports.revocations, tell };
  const [phone, tablet] = [await beginSignIn(ports, buildSignIn()), await beginSignIn(ports, buildSignIn())];
  const ben = await beginSignIn(ports, buildSignIn({ userId: "ben" }));
  const times = { issuedAt: 0, expiresAt: 5 };
  const caller: Caller = {
    id: "user:acme/anna",
    tenantId: "acme",
    userId: "anna",
    scopes: new Set(),
    mayProvision: false,
    signIn: { id: phone.signIn.id, ...times },
  };
  const { signIn: _, ...key } = { ...caller, id: "key:1" };
  return { ports: { ...ports, revocations }, told, ends, caller, key, phone, tablet, ben };
}

describe("signing out", () => {
  test("ends the sign-in that calls, and tells of it", async () => {
    const { ports, told, caller, phone, tablet } = await start();
    for (let time = 0; time < 2; time++)
      await signOut(ports, { caller, person: personOf(caller), everywhere: false });
    expect(told).toEqual([`sign-in:${phone.signIn.id}`, `sign-in:${phone.signIn.id}`]);
    const { items } = await ports.signIns.list(
      personOf(caller),
      { limit: 9, after: null },
      ports.clock.now(),
    );
    expect(items.map(({ id }) => id)).toEqual([tablet.signIn.id]);
  });

  test("everywhere ends all of the person's, and nobody else's", async () => {
    const { ports, told, caller, phone, tablet } = await start();
    await signOut(ports, { caller, person: personOf(caller), everywhere: true });
    expect(told.toSorted()).toEqual([phone, tablet].map(({ signIn }) => `sign-in:${signIn.id}`).toSorted());
  });

  test("of a token whose sign-in is not kept here ends the token all the same", async () => {
    const { ports, told, ends, caller } = await start();
    const stranger = { ...caller, signIn: { ...caller.signIn!, id: "made-elsewhere" } };
    await signOut(ports, { caller: stranger, person: personOf(stranger), everywhere: false });
    expect(told).toEqual(["sign-in:made-elsewhere"]);
    expect(ends).toEqual([stranger.signIn.expiresAt]);
  });

  test("with a key is for every device or for none", async () => {
    const { ports, told, key } = await start();
    const here = signOut(ports, { caller: key, person: personOf(key), everywhere: false });
    await expect(here).rejects.toThrow(ValidationFailed);
    await signOut(ports, { caller: key, person: personOf(key), everywhere: true });
    expect(told).toHaveLength(2);
  });
});

describe("signing out of one device", () => {
  test("ends it and tells of it, again too", async () => {
    const { ports, told, caller, tablet } = await start();
    const { id } = tablet.signIn;
    for (let time = 0; time < 2; time++) await endSignIn(ports, { person: personOf(caller), id });
    expect(told).toEqual([`sign-in:${id}`, `sign-in:${id}`]);
  });

  test("of somebody else finds none", async () => {
    const { ports, told, caller, ben } = await start();
    const end = endSignIn(ports, { person: personOf(caller), id: ben.signIn.id });
    await expect(end).rejects.toThrow(NotFound);
    expect(told).toEqual([]);
  });
});
