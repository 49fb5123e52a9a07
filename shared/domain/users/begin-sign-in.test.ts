import { expect, test } from "vitest";
import { buildSignIn } from "#test/builders/build-sign-in.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { Forbidden, NotFound } from "../../errors.ts";
import { beginSignIn } from "./begin-sign-in.ts";
import { isRefreshToken } from "./refresh-token.ts";

test("a person gets tokens of their own, for as long as is set", async () => {
  const ports = fakeHttpPorts();
  const tokens = await beginSignIn(ports, buildSignIn({ profile: { name: "Anna", email: null } }));
  const now = ports.clock.now();
  expect(tokens).toMatchObject({
    expiresInSeconds: 900,
    signIn: { tenantId: "acme", userId: "anna" },
    user: { id: "anna", tenantId: "acme", name: "Anna", email: null, createdAt: now },
  });
  expect(isRefreshToken(tokens.refreshToken)).toBe(true);
  expect(await ports.accessTokens.verify(tokens.accessToken)).toEqual({
    tenantId: "acme",
    userId: "anna",
    signInId: tokens.signIn.id,
    issuedAt: now,
    expiresAt: now + 900_000,
    tenantRatePerMinute: null,
  });
});

test("each sign-in is another, with tokens of its own", async () => {
  const ports = fakeHttpPorts();
  const [one, other] = [await beginSignIn(ports, buildSignIn()), await beginSignIn(ports, buildSignIn())];
  expect(one.signIn.id).not.toBe(other.signIn.id);
  expect(one.refreshToken).not.toBe(other.refreshToken);
});

test("a person who is disabled is refused, and so is one of an unknown tenant", async () => {
  const ports = fakeHttpPorts();
  const unknown = buildSignIn({ tenantId: "nobody-made-it", mayProvision: false });
  await expect(beginSignIn(ports, unknown)).rejects.toThrow(NotFound);
  ports.signIns.disabled.add("acme/anna");
  await expect(beginSignIn(ports, buildSignIn())).rejects.toThrow(Forbidden);
});
