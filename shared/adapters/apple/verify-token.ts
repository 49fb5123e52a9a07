import { errors, type JWTPayload, jwtVerify } from "jose";
import { AppleRefused } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { appleKeys } from "./apple-keys.ts";

/** Apple's name for itself, at whatever address it answers. */
export const issuer = "https://appleid.apple.com";
const toleranceSeconds = 30;

export interface TokenRules {
  readonly keys: ReturnType<typeof appleKeys>;
  readonly clientIds: readonly string[];
  readonly clock: Clock;
}

/** The claims of what Apple signed for one of our apps; AppleRefused for everything else. */
export async function verifyToken(
  token: string,
  { keys, clientIds, clock }: TokenRules,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => keys.find(kid), {
      algorithms: ["RS256"],
      issuer,
      audience: [...clientIds],
      clockTolerance: toleranceSeconds,
      requiredClaims: ["exp", "iat"],
      currentDate: new Date(clock.now()),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new AppleRefused(reasonOf(error));
    throw error;
  }
}

/** A code and a claim's name: never what the token holds. */
function reasonOf(error: errors.JOSEError): string {
  const { claim } = error as { claim?: unknown };
  return claim === undefined ? error.code : `${error.code} ${claim}`;
}
