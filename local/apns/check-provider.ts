import { type CryptoKey, jwtVerify } from "jose";
import type { ApnsReason } from "./apns-answer.ts";

export interface ProviderRules {
  readonly publicKey: CryptoKey;
  readonly keyId: string;
  readonly teamId: string;
  now(): number;
}

/** The token that a session showed last. */
export interface SeenToken {
  token?: string;
  at?: number;
}

const minute = 60_000;

/** Whether APNs lets the sender of a push in: signed by the team's key within the hour, and not renewed too often. */
export async function checkProvider(
  authorization: string | undefined,
  seen: SeenToken,
  { publicKey, keyId, teamId, now }: ProviderRules,
): Promise<ApnsReason | undefined> {
  const [, token] = /^bearer (\S+)$/i.exec(authorization ?? "") ?? [];
  if (token === undefined) return "MissingProviderToken";
  const issuedAt = await verify(token);
  if (issuedAt === null || issuedAt > now() + minute) return "InvalidProviderToken";
  if (now() - issuedAt > 60 * minute) return "ExpiredProviderToken";
  if (seen.token === token) return undefined;
  if (seen.at !== undefined && now() - seen.at < 20 * minute) return "TooManyProviderTokenUpdates";
  seen.token = token;
  seen.at = now();
  return undefined;

  async function verify(text: string): Promise<number | null> {
    try {
      const { payload, protectedHeader } = await jwtVerify(text, publicKey, {
        algorithms: ["ES256"],
        issuer: teamId,
        requiredClaims: ["iat"],
        currentDate: new Date(now()),
      });
      return protectedHeader.kid === keyId ? payload.iat! * 1_000 : null;
    } catch {
      return null;
    }
  }
}
