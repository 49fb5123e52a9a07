import { randomBytes } from "node:crypto";
import { BadSettings, readSettings, settingsSchema } from "#shared/runtime/settings.ts";
import { SetupFailed } from "./setup-failed.ts";
import type { Settings } from "./stage-secrets.ts";

export type Given = Readonly<Record<string, string | undefined>>;

const required = {
  DATABASE_OWNER_URL: "the login that owns the Neon database, as postgres://…",
  UPSTASH_REDIS_REST_URL: "the REST address of the Upstash database",
  UPSTASH_REDIS_REST_TOKEN: "its REST token",
  AIMI_LLM_API_KEY: "the key for the model's provider",
} as const;

/** Made once, where nothing gives them. */
const generated = ["AIMI_ORIGIN_SECRET", "AIMI_JWT_SECRET", "AIMI_APPLE_TOKEN_KEY"];

/** The stack sets these, or setup derives them. */
const notAsked = /^(DATABASE_|AIMI_(STAGE|VERSION|AUTH_MODE|LOG_LEVEL|CONNECTIONS_|.*_QUEUE_URL))/;

const asked = new Set([
  ...Object.keys(settingsSchema.shape).filter((name) => !notAsked.test(name)),
  ...generated,
]);

/** What is given wins over what the secret holds; what is not given stays. */
export function mergeSettings(given: Given, held: Settings): Settings {
  const taken = Object.entries(given).filter(
    (entry): entry is [string, string] => asked.has(entry[0]) && Boolean(entry[1]),
  );
  const made = generated.map((name) => [name, randomBytes(32).toString("base64url")]);
  return { ...Object.fromEntries(made), ...held, ...Object.fromEntries(taken) };
}

/** Names everything that is missing or wrong at once. */
export function refuseIncomplete(settings: Settings, stage: string): void {
  const missing = Object.entries(required).filter(([name]) => !settings[name]);
  const complaints = [
    ...missing.map(([name, what]) => `${name} is missing: ${what}`),
    ...wrongIn(settings, stage),
  ];
  if (complaints.length === 0) return;
  throw new SetupFailed(
    `Some settings are missing or wrong:\n${complaints.map((line) => `      ${line}`).join("\n")}`,
    "Give them in the environment, or in a file named with --env-file.",
  );
}

function wrongIn(settings: Given, stage: string): readonly string[] {
  try {
    // The app's address will differ from the owner's by the login alone.
    readSettings({ AIMI_STAGE: stage }, { ...settings, DATABASE_URL: settings.DATABASE_OWNER_URL });
    return [];
  } catch (error) {
    if (error instanceof BadSettings) return error.complaints;
    throw error;
  }
}
