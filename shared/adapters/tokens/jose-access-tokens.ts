import type { AccessClaims, AccessTokens } from "../../ports/access-tokens.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { SigningAlgorithm } from "./signing-keys.ts";

export interface JoseOptions {
  readonly secret: string;
  readonly algorithm: SigningAlgorithm;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** How far the clock of another instance may be ahead. */
const clockSkewMs = 60_000;
const id = /^[A-Za-z0-9._:@-]{1,128}$/;

/** Loads jose with the first token: a request by key, or a cold start, does without. */
export function joseAccessTokens({ secret, algorithm, clock, ids }: JoseOptions): AccessTokens {
  let loading: ReturnType<typeof load> | undefined;
  async function load() {
    const tokens = await import("./sign-tokens.ts");
    return { ...tokens, keys: await tokens.importKeys(secret, algorithm) };
  }
  const loaded = () => {
    loading ??= load();
    return loading;
  };

  return {
    async issue({ tenantId, userId, signInId, issuedAt, expiresAt, tenantRatePerMinute = null }) {
      const { sign, keys } = await loaded();
      return await sign(keys, {
        sub: userId,
        tid: tenantId,
        sid: signInId,
        jti: ids.next(),
        iat: toSeconds(issuedAt),
        exp: toSeconds(expiresAt),
        ...(tenantRatePerMinute !== null && { rpm: tenantRatePerMinute }),
      });
    },

    async verify(token) {
      const { verify, keys } = await loaded();
      const now = clock.now();
      const payload = await verify(keys, token, now).catch(() => null);
      const claims = payload && toClaims(payload);
      return claims && claims.issuedAt <= now + clockSkewMs ? claims : null;
    },

    async publicKeys() {
      if (algorithm === "HS256") return [];
      const { keys } = await loaded();
      return keys.keys.flatMap(({ publicKey }) => (publicKey ? [publicKey] : []));
    },
  };
}

/** A token of a signer beside us may name no sign-in: then its own id is what can be revoked. */
function toClaims({
  sub,
  tid,
  sid,
  jti,
  iat,
  exp,
  rpm,
}: Readonly<Record<string, unknown>>): AccessClaims | null {
  const signInId = sid ?? jti;
  if (!isId(sub) || !isId(tid) || !isId(signInId)) return null;
  if (typeof iat !== "number" || typeof exp !== "number") return null;
  const claims = { tenantId: tid, userId: sub, signInId, issuedAt: iat * 1_000, expiresAt: exp * 1_000 };
  return typeof rpm === "number" ? { ...claims, tenantRatePerMinute: rpm } : claims;
}

function isId(value: unknown): value is string {
  return typeof value === "string" && id.test(value);
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
