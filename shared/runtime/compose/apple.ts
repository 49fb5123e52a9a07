import { systemClock } from "../../adapters/system/system-clock.ts";
import { NotSetUp } from "../../errors.ts";
import type { AppleIds } from "../../ports/apple.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { onDemand } from "../on-demand.ts";
import type { Settings } from "../settings.ts";

export function composeApple(settings: Settings, log: WorkLog): AppleIds {
  return onDemand(async () => {
    const { AIMI_APPLE_URL: url, AIMI_APPLE_CLIENT_IDS: clientIds } = settings;
    if (clientIds.length === 0) throw new NotSetUp("sign-in with Apple");
    const { appleIds } = await import("../../adapters/apple/apple-ids.ts");
    return appleIds({ url, clientIds, developer: developerOf(settings), clock: systemClock, log });
  });
}

/** The settings are whole or none of them is given. */
function developerOf(settings: Settings) {
  const { AIMI_APPLE_TEAM_ID: teamId, AIMI_APPLE_KEY_ID: keyId } = settings;
  const { AIMI_APPLE_PRIVATE_KEY: privateKey, AIMI_APPLE_TOKEN_KEY: sealedBy } = settings;
  if (!(teamId && keyId && privateKey && sealedBy)) return null;
  return { key: { teamId, keyId, privateKey }, sealedBy };
}
