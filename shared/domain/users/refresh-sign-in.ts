import { Unauthenticated } from "../../errors.ts";
import type { AccessTokens } from "../../ports/access-tokens.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Revocations } from "../../ports/front-door.ts";
import type { LiveConnections } from "../../ports/live-connections.ts";
import type { SignIns } from "../../ports/sign-ins.ts";
import { revocationOf } from "../access/front-door.ts";
import { issueTokens, type Lifetimes, type Tokens } from "./issue-tokens.ts";
import { hashRefreshToken, isRefreshToken, makeRefreshToken } from "./refresh-token.ts";

interface Needs {
  readonly signIns: SignIns;
  readonly accessTokens: AccessTokens;
  readonly revocations: Revocations;
  readonly liveConnections: LiveConnections;
  readonly clock: Clock;
}

/** An answer that was lost on its way is asked for again within this. */
const graceMs = 10_000;

/** Exchanges a refresh token for the next. One that was spent before ends its sign-in everywhere: somebody stole it. */
export async function refreshSignIn(
  ports: Needs,
  { refreshToken, lifetimes }: { refreshToken: string; lifetimes: Lifetimes },
): Promise<Tokens> {
  if (!isRefreshToken(refreshToken)) throw new Unauthenticated();
  const now = ports.clock.now();
  const next = makeRefreshToken();
  const refreshed = await ports.signIns.refresh({
    tokenHash: hashRefreshToken(refreshToken),
    nextHash: hashRefreshToken(next),
    now,
    graceMs,
    expiresAt: now + lifetimes.refreshSeconds * 1_000,
  });
  switch (refreshed.outcome) {
    case "refused":
      throw new Unauthenticated();
    case "revoked": {
      const { outcome: _, ...whose } = refreshed;
      await ports.revocations.tell(revocationOf(whose.signInId));
      await ports.liveConnections.end(whose, "unauthenticated");
      throw new Unauthenticated();
    }
    case "refreshed":
      return await issueTokens(ports.accessTokens, {
        signInId: refreshed.signIn.id,
        user: refreshed.user,
        tenantRatePerMinute: refreshed.tenantRatePerMinute,
        refreshToken: next,
        now,
        lifetimes,
      });
  }
}
