import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { appSecretName, ownerSecretName, type Stage } from "#infra/stages.ts";
import { directAddress, prepareAppLogin } from "./app-login.ts";
import { checkAppLogin, checkRedis } from "./check-services.ts";
import { SetupFailed } from "./setup-failed.ts";
import { type Given, mergeSettings, refuseIncomplete } from "./setup-settings.ts";
import { readSecret, type Settings, writeSecret } from "./stage-secrets.ts";

export interface SetupOptions {
  readonly stage: Stage;
  readonly given: Given;
  /** A new password for the app's login. */
  readonly rotate: boolean;
  readonly secrets: SecretsManagerClient;
  say(line: string): void;
}

/** Makes a stage's login and secrets, or brings them up to date. Safe to repeat. */
export async function setupStage({ stage, given, rotate, secrets, say }: SetupOptions): Promise<void> {
  if (stage.emulated) {
    throw new SetupFailed(`Stage ${stage.name} needs no setup`, "npm run deploy:local does what it needs.");
  }
  const app = appSecretName(stage.name);
  const owner = ownerSecretName(stage.name);
  const [held = {}, heldOwner = {}] = await readHeld(secrets, app, owner);
  say(`ok    AWS answers, and holds ${Object.keys(held).length} settings of stage ${stage.name}`);

  const merged = mergeSettings(given, held);
  const ownerUrl = given.DATABASE_OWNER_URL || heldOwner.DATABASE_OWNER_URL || "";
  refuseIncomplete({ ...merged, DATABASE_OWNER_URL: ownerUrl }, stage.name);
  say("ok    every setting that is needed is there");

  await checkRedis(merged.UPSTASH_REDIS_REST_URL ?? "", merged.UPSTASH_REDIS_REST_TOKEN ?? "");
  say("ok    Upstash answers");

  const direct = directAddress(ownerUrl);
  const login = await prepareAppLogin({ ownerUrl: direct, heldUrl: held.DATABASE_URL, rotate });
  if (login.ownerIsSuperuser) say("note  the owner is a superuser; it needs only to own the database");
  say(`ok    Postgres lets the owner in; the login aimi_app was ${login.outcome}`);

  // At once: a password that only Postgres knows would be lost.
  const settings: Settings = { ...merged, DATABASE_URL: login.url };
  say(`ok    secret ${app} ${await writeSecret(secrets, app, settings)}`);
  say(`ok    secret ${owner} ${await writeSecret(secrets, owner, { DATABASE_OWNER_URL: direct })}`);

  await checkAppLogin(login.url, { justChanged: login.outcome !== "kept" });
  say("ok    Postgres lets the app in, bound by row-level security");

  if (!settings.AIMI_API_KEYS) say("note  no AIMI_API_KEYS: nobody can call as operator yet");
  if (held.DATABASE_URL) say("note  functions that run keep what they read: deploy to start them anew");
}

async function readHeld(secrets: SecretsManagerClient, ...names: string[]) {
  try {
    return await Promise.all(names.map((name) => readSecret(secrets, name)));
  } catch (error) {
    const remedy = "Log in to the stage's account (AWS_PROFILE or keys) and name its AWS_REGION.";
    throw new SetupFailed("AWS does not show the stage's secrets", remedy, error);
  }
}
