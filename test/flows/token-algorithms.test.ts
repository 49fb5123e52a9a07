import { createRemoteJWKSet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { buildSigningKey } from "#test/builders/build-signing-key.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call } from "./call.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { startSecondInstance } from "./second-instance.ts";
import { callAs, refreshed, signIn } from "./sign-in-client.ts";

const cloud = await startOwnCloud();
const jwksPath = "/.well-known/jwks.json";
const statusOf = async (url: string, token: string) => (await callAs(url, token, "/v1/memories")).status;
const instanceWith = (algorithm: string, ...keys: object[]) =>
  startSecondInstance(cloud, { AIMI_JWT_ALGORITHM: algorithm, AIMI_JWT_SECRET: JSON.stringify(keys) });

const keys = {
  RS256: [buildSigningKey("RS256", "r1"), buildSigningKey("RS256", "r2")],
  ES256: [buildSigningKey("ES256", "e1"), buildSigningKey("ES256", "e2")],
} as const;

describe.each(["RS256", "ES256"] as const)("tokens by %s", (algorithm) => {
  const [first, second] = keys[algorithm];

  test("are good here, can be checked by anybody, and are none where another algorithm is set", async () => {
    const url = await instanceWith(algorithm, first);
    const { access_token, refresh_token, user } = await signIn(url, { tenant_id: uniqueTenant() });
    expect(await statusOf(url, access_token)).toBe(200);
    expect(await statusOf(cloud.url, access_token)).toBe(401);
    const shown = createRemoteJWKSet(new URL(`${url}${jwksPath}`));
    const { payload, protectedHeader } = await jwtVerify(access_token, shown);
    expect(payload).toMatchObject({ sub: user.id, tid: user.tenant_id, exp: payload.iat! + 900 });
    expect(protectedHeader).toEqual({ alg: algorithm, typ: "JWT", kid: first.kid });
    expect(await statusOf(url, (await refreshed(url, refresh_token)).access_token)).toBe(200);
  });

  test("hold through a change of keys until the old one goes", async () => {
    const before = await instanceWith(algorithm, first);
    const during = await instanceWith(algorithm, second, first);
    const after = await instanceWith(algorithm, second);
    const old = await signIn(before, { tenant_id: uniqueTenant() });
    expect([await statusOf(during, old.access_token), await statusOf(after, old.access_token)]).toEqual([
      200, 401,
    ]);
    const renewed = await refreshed(after, old.refresh_token);
    expect(await statusOf(during, renewed.access_token)).toBe(200);
    const { keys: shown } = (await call(`${during}${jwksPath}`)).json() as { keys: { kid: string }[] };
    expect(shown.map(({ kid }) => kid)).toEqual([second.kid, first.kid]);
  });
});

test("with HS256 there is no key to show, and whoever asks may keep that for minutes", async () => {
  const answer = await call(`${cloud.url}${jwksPath}`);
  expect([answer.status, answer.json()]).toEqual([200, { keys: [] }]);
  expect(answer.headers.get("cache-control")).toBe("public, max-age=300");
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  const { access_token } = await signIn(cloud.url, { tenant_id: uniqueTenant() });
  expect(await statusOf(cloud.url, access_token)).toBe(200);
});
