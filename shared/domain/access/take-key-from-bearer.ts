import { type AccessRules, bearerOf, type Credentials, hashKey, isOperatorKey } from "./authenticate.ts";

/**
 * Reads a bearer that is no token by its shape as a key, for clients that can send none otherwise. In dev mode, where no
 * key is needed, they send something all the same: what no key looks like counts as nothing there.
 */
export function takeKeyFromBearer(credentials: Credentials, rules: AccessRules): Credentials {
  const { apiKey, authorization } = credentials;
  if (apiKey !== undefined || authorization === undefined) return credentials;
  const bearer = bearerOf(authorization);
  if (bearer === undefined) return credentials;
  const isOperators = isOperatorKey(hashKey(bearer), rules);
  if (isTokenShaped(bearer) && !isOperators) return credentials;
  const isMeant = isOperators || rules.mode === "strict" || bearer.startsWith("aimi_");
  return { ...credentials, authorization: undefined, apiKey: isMeant ? bearer : undefined };
}

function isTokenShaped(bearer: string): boolean {
  return bearer.split(".").length === 3;
}
