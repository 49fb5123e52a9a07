import { jwksContract } from "#shared/wire/http/tokens.ts";
import { route } from "../route.ts";

export const jwksRoute = route(jwksContract, async ({ ports }) =>
  Response.json(
    { keys: await ports.accessTokens.publicKeys() },
    { headers: { "cache-control": "public, max-age=300" } },
  ),
);
