import { AppleRefused, NotSetUp, UpstreamUnavailable } from "../../errors.ts";
import type { AppleIds } from "../../ports/apple.ts";
import type { Clock } from "../../ports/clock.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { appleKeys } from "./apple-keys.ts";
import { appleTokens, type DeveloperKey } from "./apple-tokens.ts";
import { checkNonce } from "./check-nonce.ts";
import { toEvent, toIdentity } from "./read-claims.ts";
import { grantSeal } from "./seal-grant.ts";
import { verifyToken } from "./verify-token.ts";

export interface AppleOptions {
  readonly url: string;
  readonly clientIds: readonly string[];
  /** What it takes to exchange and revoke; without it people sign in all the same. */
  readonly developer: { readonly key: DeveloperKey; readonly sealedBy: readonly string[] } | null;
  readonly clock: Clock;
  readonly log: WorkLog;
  readonly deadlineMs?: number;
}

const usualDeadlineMs = 5_000;

/** Sign in with Apple, over HTTP. */
export function appleIds(options: AppleOptions): AppleIds {
  const { url, clientIds, clock, log, developer, deadlineMs = usualDeadlineMs } = options;
  const rules = { keys: appleKeys({ url, clock, deadlineMs }), clientIds, clock };
  const asDeveloper = developer && {
    tokens: appleTokens({ url, clock, deadlineMs, developerKey: developer.key }),
    seal: grantSeal(developer.sealedBy),
  };

  /** Of a token that comes from Apple itself: one that does not hold is no fault of the person's. */
  async function subOf(idToken: string): Promise<string | undefined> {
    try {
      return (await verifyToken(idToken, rules)).sub;
    } catch (error) {
      if (error instanceof AppleRefused) throw new UpstreamUnavailable("Apple", new Error(error.reason));
      throw error;
    }
  }

  return {
    async verify(token, nonce) {
      const claims = await verifyToken(token, rules);
      checkNonce(claims.nonce, nonce);
      return toIdentity(claims, clientIds);
    },

    async exchange(code, { clientId, sub }) {
      if (!asDeveloper) return null;
      const { refreshToken, idToken } = await asDeveloper.tokens.exchange(code, clientId);
      if ((await subOf(idToken)) !== sub) throw new AppleRefused("the code is another person's");
      return asDeveloper.seal.seal({ clientId, refreshToken });
    },

    async revoke(sealed) {
      if (!asDeveloper) throw new NotSetUp("revocation at Apple");
      const grant = asDeveloper.seal.open(sealed);
      if (grant) await asDeveloper.tokens.revoke(grant);
      else log.warn("a grant of Apple's was sealed by a secret that is gone: it is left as it is");
    },

    async verifyNotification(payload) {
      return toEvent(await verifyToken(payload, rules));
    },
  };
}
