import { systemClock } from "../../adapters/system/system-clock.ts";
import { uuidv7Ids } from "../../adapters/system/uuidv7-ids.ts";
import { joseAccessTokens } from "../../adapters/tokens/jose-access-tokens.ts";
import type { Needed } from "../settings.ts";

export function composeAccessTokens(settings: Needed<"AIMI_JWT_SECRET">) {
  return joseAccessTokens({
    secret: settings.AIMI_JWT_SECRET,
    algorithm: settings.AIMI_JWT_ALGORITHM,
    clock: systemClock,
    ids: uuidv7Ids(systemClock),
  });
}
