import { createPrivateKey } from "node:crypto";
import type { Settings } from "./settings.ts";

/** What it takes to exchange codes at Apple, and to revoke what they gave. */
const developer = ["AIMI_APPLE_TEAM_ID", "AIMI_APPLE_KEY_ID", "AIMI_APPLE_PRIVATE_KEY"] as const;

/** Half of a developer's key is none, and Apple is reached by TLS. */
export function complainOfApple(settings: Settings): string[] {
  const complaints: string[] = [];
  const given = developer.filter((name) => settings[name] !== undefined);
  if (given.length > 0) {
    const needed = [...developer, "AIMI_APPLE_TOKEN_KEY"] as const;
    const missing = needed.filter((name) => !settings[name]?.length);
    complaints.push(...missing.map((name) => `${name} is missing: it goes with ${given[0]}`));
  }
  const key = settings.AIMI_APPLE_PRIVATE_KEY;
  if (key !== undefined && !isEcKey(key)) {
    complaints.push("AIMI_APPLE_PRIVATE_KEY must be the text of the .p8 file that Apple gives");
  }
  for (const app of Object.keys(settings.AIMI_APPLE_TENANTS)) {
    if (!settings.AIMI_APPLE_CLIENT_IDS.includes(app))
      complaints.push(`AIMI_APPLE_TENANTS names ${app}, which AIMI_APPLE_CLIENT_IDS lacks`);
  }
  if (settings.AIMI_STAGE !== "local" && !settings.AIMI_APPLE_URL.startsWith("https:")) {
    complaints.push("AIMI_APPLE_URL must use TLS outside the stage local");
  }
  return complaints;
}

export function isEcKey(text: string): boolean {
  if (!text.includes("BEGIN PRIVATE KEY")) return false;
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(text);
    return asymmetricKeyType === "ec" && asymmetricKeyDetails?.namedCurve === "prime256v1";
  } catch {
    return false;
  }
}
