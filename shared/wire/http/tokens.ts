import * as z from "zod";
import { clientId, instantOut, named, text, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { pageOf, pageQuery } from "./page.ts";

/** The person who is signed in, as far as an app wants to greet them. */
export const signedInUser = z
  .object({
    id: clientId,
    tenant_id: clientId,
    name: z.string().nullable(),
    email: z.string().nullable(),
    created_at: instantOut,
  })
  .meta({ id: "SignedInUser" });

export const tokensResponse = z
  .object({
    access_token: z.string().meta({ description: "A JWT for Authorization: Bearer" }),
    refresh_token: z.string().meta({ description: "Good for one exchange; keep the newest" }),
    token_type: z.literal("Bearer"),
    expires_in: z.int().meta({ description: "Seconds that the access token holds" }),
    user: signedInUser,
  })
  .meta({ id: "Tokens" });

export const deviceName = text({ min: 1, max: 128 }).meta({ examples: ["Anna's phone"] });

const about = { tag: "Sign-in" } as const;
const given = { 200: { description: "Signed in", schema: tokensResponse } };

export const devSignInContract = contract({
  ...about,
  operationId: "devSignIn",
  method: "post",
  path: "/v1/auth/dev",
  summary: "Sign in as anybody, in development",
  description: "Only where AIMI_AUTH_MODE is dev. A tenant and a user first seen come into being.",
  scope: "open",
  devOnly: true,
  body: z.object({ ...named, device_name: deviceName.optional() }).meta({ id: "DevSignIn" }),
  responses: given,
});

export const refreshTokensContract = contract({
  ...about,
  operationId: "refreshTokens",
  method: "post",
  path: "/v1/auth/refresh",
  summary: "Exchange a refresh token for the next",
  description:
    "For ten seconds the token before is accepted once more, in case the answer was lost. Any later use of it signs the device out.",
  scope: "open",
  limits: { address: 120, account: 10, accountFields: ["refresh_token"] },
  body: z.object({ refresh_token: text({ min: 1, max: 512 }) }).meta({ id: "RefreshTokens" }),
  responses: given,
});

export const logoutContract = contract({
  ...about,
  operationId: "logout",
  method: "post",
  path: "/v1/auth/logout",
  summary: "Sign out of the device that calls, or of every one",
  description:
    "Its refresh token is refused at once, its access tokens within seconds, and no push goes there.",
  scope: "chat",
  query: z.object(named),
  body: z.object({ ...named, everywhere: z.boolean().optional() }).meta({ id: "Logout" }),
  bodyOptional: true,
  responses: { 204: { description: "Signed out" } },
});

export const device = z
  .object({
    id: uuid,
    method: z.string().meta({ description: "How the person signed in", examples: ["apple"] }),
    device_name: z.string().nullable(),
    current: z.boolean().meta({ description: "The device that asks" }),
    created_at: instantOut,
    last_used_at: instantOut.meta({ description: "When its tokens were last exchanged" }),
    expires_at: instantOut,
  })
  .meta({ id: "Device" });

export const listDevicesContract = contract({
  ...about,
  operationId: "listDevices",
  method: "get",
  path: "/v1/auth/devices",
  summary: "List the devices on which a person is signed in, the latest first",
  scope: "chat",
  query: z.object({ ...named, ...pageQuery(uuid) }),
  responses: { 200: { description: "A page", schema: pageOf(device) } },
});

export const endDeviceContract = contract({
  ...about,
  operationId: "endDevice",
  method: "delete",
  path: "/v1/auth/devices/{id}",
  summary: "Sign out of one device",
  scope: "chat",
  params: z.object({ id: uuid }),
  query: z.object(named),
  responses: { 204: { description: "Signed out" } },
});

const publicKey = z.looseObject({ kid: z.string(), kty: z.string(), alg: z.string(), use: z.literal("sig") });

export const jwksContract = contract({
  ...about,
  operationId: "getJwks",
  method: "get",
  path: "/.well-known/jwks.json",
  summary: "The keys by which access tokens can be checked",
  description: "Empty where the algorithm is HS256.",
  scope: "open",
  responses: { 200: { description: "A JSON Web Key Set", schema: z.object({ keys: z.array(publicKey) }) } },
});
