import { AppleRefused, NotFound, UpstreamUnavailable } from "../../errors.ts";
import type { AppleAccounts, AppleIdentity, AppleIds } from "../../ports/apple.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { deriveOwnerId } from "../access/derive-ids.ts";
import { beginSignIn } from "./begin-sign-in.ts";
import type { Lifetimes, Tokens } from "./issue-tokens.ts";
import { vouch } from "./vouch.ts";

export interface SignInWithApple {
  readonly identityToken: string;
  readonly nonce: string | null;
  readonly authorizationCode: string | null;
  /** As the app was told it, which happens once. */
  readonly name: string | null;
  readonly tenantId: string;
  /** Whether an unknown tenant comes into being. */
  readonly mayProvision: boolean;
  readonly deviceName: string | null;
  readonly lifetimes: Lifetimes;
  readonly requestId: string;
}

type Needs = Parameters<typeof beginSignIn>[0] & {
  readonly appleIds: AppleIds;
  readonly appleAccounts: AppleAccounts;
  readonly log: WorkLog;
};

/** Signs in whom Apple vouches for, as a user of their own of the tenant. */
export async function signInWithApple(ports: Needs, request: SignInWithApple): Promise<Tokens> {
  const { deviceName, lifetimes } = request;
  const person = await vouch(ports.log, request.requestId, () => identify(ports, request));
  return await beginSignIn(ports, { ...person, method: "apple", deviceName, lifetimes });
}

/** What is kept of a person is noted before they are signed in: a name comes from Apple once. */
async function identify(ports: Needs, request: SignInWithApple) {
  const { tenantId, mayProvision, name } = request;
  const identity = await ports.appleIds.verify(request.identityToken, request.nonce);
  const grant = await exchange(ports, request, identity);
  const userId = `apple.${identity.sub}`;
  const person = { tenantId, userId, mayProvision };
  const noted = await ports.appleAccounts.note({
    ...person,
    ownerId: deriveOwnerId(tenantId, userId),
    identity,
    name,
    grant,
    now: ports.clock.now(),
  });
  if (noted.outcome === "tenant_unknown") throw new NotFound(`tenant ${tenantId}`);
  if (noted.outcome === "consent_revoked") throw new AppleRefused("the consent ended after this token");
  return { ...person, profile: { name: noted.name, email: noted.email } };
}

/** What a later revocation takes. Nobody is kept out because Apple does not give it today. */
async function exchange(
  { appleIds, log }: Needs,
  { authorizationCode, requestId }: SignInWithApple,
  identity: AppleIdentity,
): Promise<string | null> {
  if (authorizationCode === null) return null;
  try {
    return await appleIds.exchange(authorizationCode, identity);
  } catch (error) {
    if (!(error instanceof UpstreamUnavailable)) throw error;
    log.warn("signed in without Apple's grant", { request_id: requestId, error });
    return null;
  }
}
