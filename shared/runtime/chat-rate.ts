import type { Settings } from "./settings.ts";

const usualRatePerMinute = 30;

/** How many messages a person may send; a developer may send any number unless the setting says otherwise. */
export function chatRateOf(
  settings: Pick<Settings, "AIMI_RATE_LIMIT_PER_MINUTE" | "AIMI_AUTH_MODE">,
): number {
  return settings.AIMI_RATE_LIMIT_PER_MINUTE ?? (settings.AIMI_AUTH_MODE === "dev" ? 0 : usualRatePerMinute);
}
