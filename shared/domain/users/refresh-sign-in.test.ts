import { describe, expect, test } from "vitest";
import { buildSignIn, lifetimes } from "#test/builders/build-sign-in.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { Unauthenticated } from "../../errors.ts";
import { beginSignIn } from "./begin-sign-in.ts";
import { refreshSignIn } from "./refresh-sign-in.ts";
import { makeRefreshToken } from "./refresh-token.ts";

async function start() {
  const ports = fakeHttpPorts();
  const first = await beginSignIn(ports, buildSignIn());
  const refresh = (refreshToken: string) => refreshSignIn(ports, { refreshToken, lifetimes });
  const isTold = async (id: string) => {
    const nothing = { persons: [], rates: [], marksOutbox: false, counts: { added: {}, reported: {} } };
    const knock = { ...nothing, now: ports.clock.now(), revocable: [`sign-in:${id}`] };
    return (await ports.gate.knock(knock)).verdict === "revoked";
  };
  return { ports, first, refresh, isTold };
}

test("a refresh token is good for the next pair, of the same sign-in and person", async () => {
  const { ports, first, refresh } = await start();
  ports.clock.advance(3_600_000);
  const next = await refresh(first.refreshToken);
  expect(next).toMatchObject({ expiresInSeconds: 900, signIn: first.signIn, user: first.user });
  expect(next.refreshToken).not.toBe(first.refreshToken);
  expect(await ports.accessTokens.verify(next.accessToken)).toMatchObject({
    signInId: first.signIn.id,
    issuedAt: ports.clock.now(),
  });
});

test.each(["", "x", "aimi_rt_", `${makeRefreshToken()}x`, makeRefreshToken().replace("rt", "at")])(
  "what cannot be one is refused without a look-up: %s",
  async (token) => {
    const { ports, refresh } = await start();
    ports.signIns.refresh = () => Promise.reject(new Error("was asked"));
    await expect(refresh(token)).rejects.toThrow(Unauthenticated);
  },
);

describe("a spent token", () => {
  test("is good once more within ten seconds, and what comes then is told to nobody", async () => {
    const { ports, first, refresh, isTold } = await start();
    await refresh(first.refreshToken);
    ports.clock.advance(10_000);
    const again = await refresh(first.refreshToken);
    await expect(refresh(first.refreshToken)).rejects.toThrow(Unauthenticated);
    expect(await isTold(first.signIn.id)).toBe(false);
    await refresh(again.refreshToken);
  });

  test("that comes later signs its device out everywhere, and again until all are told", async () => {
    const { ports, first, refresh, isTold } = await start();
    const { refreshToken } = await refresh(first.refreshToken);
    ports.clock.advance(10_001);
    ports.gate.failing = true;
    await expect(refresh(first.refreshToken)).rejects.not.toThrow(Unauthenticated);
    ports.gate.failing = false;
    expect(await isTold(first.signIn.id)).toBe(false);
    await expect(refresh(first.refreshToken)).rejects.toThrow(Unauthenticated);
    expect(await isTold(first.signIn.id)).toBe(true);
    const { id: signInId, tenantId, userId } = first.signIn;
    expect(ports.liveConnections.ended).toEqual([
      { whose: { signInId, tenantId, userId }, code: "unauthenticated" },
    ]);
    await expect(refresh(refreshToken)).rejects.toThrow(Unauthenticated);
  });
});
