import { isEcKey } from "./apple-settings.ts";
import type { Settings } from "./settings.ts";

export interface PushSettings {
  readonly key: { readonly teamId: string; readonly keyId: string; readonly privateKey: string };
  readonly topic: string;
  readonly urls: { readonly production: string; readonly sandbox: string };
}

const own = ["AIMI_APNS_KEY_ID", "AIMI_APNS_PRIVATE_KEY", "AIMI_APNS_TEAM_ID", "AIMI_APNS_TOPIC"] as const;
const addresses = ["AIMI_APNS_URL", "AIMI_APNS_SANDBOX_URL"] as const;

/** By what APNs knows us; a key that signs people in with Apple may push too. Null where push is off. */
export function pushSettingsOf(settings: Settings): PushSettings | null {
  const { AIMI_APNS_KEY_ID: keyId, AIMI_APNS_PRIVATE_KEY: privateKey } = withDefaults(settings);
  const { AIMI_APNS_TEAM_ID: teamId, AIMI_APNS_TOPIC: topic } = withDefaults(settings);
  if (!(keyId && privateKey && teamId && topic)) return null;
  const urls = { production: settings.AIMI_APNS_URL, sandbox: settings.AIMI_APNS_SANDBOX_URL };
  return { key: { teamId, keyId, privateKey }, topic, urls };
}

/** Half of what it takes to push is none, and APNs is reached by TLS. */
export function complainOfApns(settings: Settings): string[] {
  const complaints: string[] = [];
  const [first] = own.filter((name) => settings[name] !== undefined);
  if (first !== undefined) {
    const whole = withDefaults(settings);
    const missing = own.filter((name) => !whole[name]);
    complaints.push(...missing.map((name) => `${name} is missing: it goes with ${first}`));
  }
  const key = settings.AIMI_APNS_PRIVATE_KEY;
  if (key !== undefined && !isEcKey(key)) {
    complaints.push("AIMI_APNS_PRIVATE_KEY must be the text of the .p8 file that Apple gives");
  }
  const plain = addresses.filter((name) => !settings[name].startsWith("https:"));
  if (settings.AIMI_STAGE !== "local") {
    complaints.push(...plain.map((name) => `${name} must use TLS outside the stage local`));
  }
  return complaints;
}

/** A key and its id belong together: neither is filled in beside the other. */
function withDefaults(settings: Settings): Readonly<Record<(typeof own)[number], string | undefined>> {
  const { AIMI_APNS_KEY_ID: keyId, AIMI_APNS_PRIVATE_KEY: privateKey } = settings;
  const hasKey = keyId !== undefined || privateKey !== undefined;
  return {
    AIMI_APNS_KEY_ID: hasKey ? keyId : settings.AIMI_APPLE_KEY_ID,
    AIMI_APNS_PRIVATE_KEY: hasKey ? privateKey : settings.AIMI_APPLE_PRIVATE_KEY,
    AIMI_APNS_TEAM_ID: settings.AIMI_APNS_TEAM_ID ?? settings.AIMI_APPLE_TEAM_ID,
    AIMI_APNS_TOPIC: settings.AIMI_APNS_TOPIC ?? settings.AIMI_APPLE_CLIENT_IDS[0],
  };
}
