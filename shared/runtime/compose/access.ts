import { type AccessRules, hashKey } from "../../domain/access/authenticate.ts";
import { createFrontDoor } from "../../domain/access/front-door.ts";
import { createKeyring } from "../../domain/access/keyring.ts";
import type { AccessTokens } from "../../ports/access-tokens.ts";
import type { Needed, Settings } from "../settings.ts";

type Needs = Omit<Parameters<typeof createFrontDoor>[0], "keyring"> &
  Parameters<typeof createKeyring>[0] & { readonly accessTokens: AccessTokens };

/** How an instance tells who calls and whether they may come in, with what it remembers of them. */
export function composeAccess(settings: Needed<never>, ports: Needs) {
  const rules: AccessRules = {
    mode: settings.AIMI_AUTH_MODE,
    stage: settings.AIMI_STAGE,
    operatorKeyHashes: settings.AIMI_API_KEYS.map(hashKey),
  };
  const keyring = createKeyring(ports);
  const frontDoor = createFrontDoor({ ...ports, keyring }, limitsOf(settings));
  return { rules, frontDoor, proofs: { recognise: keyring.recognise, verify: ports.accessTokens.verify } };
}

export function limitsOf(settings: Settings) {
  return {
    tenantRatePerMinute: settings.AIMI_TENANT_RATE_LIMIT_PER_MINUTE,
    keyRatePerMinute: settings.AIMI_KEY_RATE_LIMIT_PER_MINUTE,
  };
}
