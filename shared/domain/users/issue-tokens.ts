import type { AccessTokens } from "../../ports/access-tokens.ts";
import type { SignedInUser } from "../../ports/sign-ins.ts";

export interface Lifetimes {
  readonly accessSeconds: number;
  readonly refreshSeconds: number;
}

/** What a person's device is given. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  readonly signIn: { readonly id: string; readonly tenantId: string; readonly userId: string };
  readonly user: SignedInUser;
}

interface Given {
  readonly signInId: string;
  readonly user: SignedInUser;
  readonly tenantRatePerMinute: number | null;
  readonly refreshToken: string;
  readonly now: number;
  readonly lifetimes: Lifetimes;
}

export async function issueTokens(
  accessTokens: AccessTokens,
  { signInId, user, tenantRatePerMinute, refreshToken, now, lifetimes: { accessSeconds } }: Given,
): Promise<Tokens> {
  const whose = { tenantId: user.tenantId, userId: user.id };
  const times = { issuedAt: now, expiresAt: now + accessSeconds * 1_000 };
  return {
    accessToken: await accessTokens.issue({ ...whose, ...times, signInId, tenantRatePerMinute }),
    refreshToken,
    expiresInSeconds: accessSeconds,
    signIn: { id: signInId, ...whose },
    user,
  };
}
