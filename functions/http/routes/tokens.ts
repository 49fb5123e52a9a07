import type { Caller } from "#shared/domain/access/caller.ts";
import { personOf } from "#shared/domain/access/person-of.ts";
import { beginSignIn } from "#shared/domain/users/begin-sign-in.ts";
import { refreshSignIn } from "#shared/domain/users/refresh-sign-in.ts";
import { signOut } from "#shared/domain/users/sign-out.ts";
import { devSignInContract, logoutContract, refreshTokensContract } from "#shared/wire/http/tokens.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";
import { lifetimesOf, toTokensResponse } from "./token-shapes.ts";

const developer: Caller = {
  id: "dev",
  tenantId: null,
  userId: null,
  scopes: new Set(),
  mayProvision: true,
};

export const devSignInRoute = route(devSignInContract, async ({ body, ports, settings }) => {
  const { tenantId, userId, mayProvision } = personOf(developer, toNamed(body));
  const tokens = await beginSignIn(ports, {
    tenantId,
    userId,
    method: "dev",
    deviceName: body.device_name ?? null,
    profile: { name: null, email: null },
    mayProvision,
    lifetimes: lifetimesOf(settings),
  });
  return { status: 200, body: toTokensResponse(tokens), tenantId };
});

export const refreshTokensRoute = route(refreshTokensContract, async ({ body, ports, settings }) => {
  const tokens = await refreshSignIn(ports, {
    refreshToken: body.refresh_token,
    lifetimes: lifetimesOf(settings),
  });
  return { status: 200, body: toTokensResponse(tokens), tenantId: tokens.signIn.tenantId };
});

export const logoutRoute = route(logoutContract, async ({ caller, query, body, ports }) => {
  const person = personOf(caller, toNamed(query), toNamed(body));
  await signOut(ports, { caller, person, everywhere: body.everywhere === true });
  return { status: 204, body: null, tenantId: person.tenantId };
});
