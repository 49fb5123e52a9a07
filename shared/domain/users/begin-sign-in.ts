import { Forbidden, NotFound } from "../../errors.ts";
import type { AccessTokens } from "../../ports/access-tokens.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { NewSignIn, SignIns } from "../../ports/sign-ins.ts";
import { deriveOwnerId } from "../access/derive-ids.ts";
import { issueTokens, type Lifetimes, type Tokens } from "./issue-tokens.ts";
import { hashRefreshToken, makeRefreshToken } from "./refresh-token.ts";

export interface BeginSignIn
  extends Pick<NewSignIn, "tenantId" | "userId" | "method" | "deviceName" | "profile" | "mayProvision"> {
  readonly lifetimes: Lifetimes;
}

interface Needs {
  readonly signIns: SignIns;
  readonly accessTokens: AccessTokens;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Signs a person in on one more device, once somebody has said who they are. */
export async function beginSignIn(ports: Needs, { lifetimes, ...person }: BeginSignIn): Promise<Tokens> {
  const now = ports.clock.now();
  const signInId = ports.ids.next();
  const refreshToken = makeRefreshToken();
  const begun = await ports.signIns.begin({
    ...person,
    ownerId: deriveOwnerId(person.tenantId, person.userId),
    id: signInId,
    tokenHash: hashRefreshToken(refreshToken),
    now,
    expiresAt: now + lifetimes.refreshSeconds * 1_000,
  });
  switch (begun.outcome) {
    case "tenant_unknown":
      throw new NotFound(`tenant ${person.tenantId}`);
    case "disabled":
      throw new Forbidden("this user is disabled");
    case "begun":
      return await issueTokens(ports.accessTokens, {
        signInId,
        user: begun.user,
        tenantRatePerMinute: begun.tenantRatePerMinute,
        refreshToken,
        now,
        lifetimes,
      });
  }
}
