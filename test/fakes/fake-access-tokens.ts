import type { AccessClaims, AccessTokens } from "#shared/ports/access-tokens.ts";
import type { Clock } from "#shared/ports/clock.ts";

const skewMs = 60_000;

/** Tokens that hold because they were issued here. */
export function fakeAccessTokens(clock: Clock): AccessTokens {
  const issued = new Map<string, AccessClaims>();
  return {
    async issue(claims) {
      const token = `fake.${issued.size + 1}.token`;
      issued.set(token, claims);
      return token;
    },
    async verify(token) {
      const claims = issued.get(token);
      if (!claims || claims.expiresAt <= clock.now() || claims.issuedAt > clock.now() + skewMs) return null;
      return claims;
    },
    publicKeys: async () => [],
  };
}
