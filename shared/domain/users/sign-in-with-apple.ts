import { AppleRefused, Forbidden, NotFound, UpstreamUnavailable } from "../../errors.ts";
import type { AppleAccounts, AppleIdentity, AppleIds } from "../../ports/apple.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { defaultTenantId } from "../access/act-for.ts";
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
  /** As the app named it, if it did. */
  readonly tenantId: string | null;
  /** The tenants of those apps that belong to one. */
  readonly homes: Readonly<Record<string, string>>;
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
  const { mayProvision, name } = request;
  const identity = await ports.appleIds.verify(request.identityToken, request.nonce);
  const tenantId = homeOf(request, identity.clientId);
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

/** An app that belongs to a tenant lets people in there alone; into a tenant that has apps of its own, no other does. */
function homeOf({ tenantId, homes }: SignInWithApple, app: string): string {
  const home = Object.hasOwn(homes, app) ? homes[app]! : null;
  const asked = tenantId ?? home ?? defaultTenantId;
  const isOpen = home === null ? !Object.values(homes).includes(asked) : home === asked;
  if (!isOpen) throw new Forbidden(`this app signs nobody in to tenant ${asked}`);
  return asked;
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
