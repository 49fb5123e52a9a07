import { join, resolve } from "node:path";
import { readLocalSettings } from "#local/local-settings.ts";
import { readTokenSecret } from "#local/token-secret.ts";
import { systemClock } from "#shared/adapters/system/system-clock.ts";
import { uuidv7Ids } from "#shared/adapters/system/uuidv7-ids.ts";
import { composeAccessTokens } from "#shared/runtime/compose/access-tokens.ts";
import { readSettings } from "#shared/runtime/settings.ts";
import { clientId } from "#shared/wire/primitives.ts";
import { Cannot } from "./cannot.ts";

export interface MintToken {
  readonly user: string | undefined;
  readonly tenant: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the project lies. */
  readonly root: string;
}

const usage = "npm run token -- --user ID [--tenant ID]";

/** An access token of a user of the local stage, signed as the local cloud would. */
export async function mintToken({ user, tenant = "default", environment, root }: MintToken): Promise<string> {
  if (user === undefined) throw new Cannot("No user is named", `usage: ${usage}`);
  for (const [name, id] of Object.entries({ user, tenant })) {
    if (!clientId.safeParse(id).success)
      throw new Cannot(`--${name} is no id`, "An id is 1 to 128 of A-Z a-z 0-9 . _ : @ -");
  }
  const settings = await localSettings(environment, root);
  const issuedAt = systemClock.now();
  return await composeAccessTokens(settings).issue({
    tenantId: tenant,
    userId: user,
    signInId: uuidv7Ids(systemClock).next(),
    issuedAt,
    expiresAt: issuedAt + settings.AIMI_JWT_ACCESS_EXPIRES_SECONDS * 1_000,
  });
}

async function localSettings(environment: MintToken["environment"], root: string) {
  const stage = environment.AIMI_STAGE || "local";
  if (stage !== "local") {
    const remedy = "Its people sign in at the API. For the local stage, leave AIMI_STAGE out.";
    throw new Cannot(`The stage ${stage} gives no tokens to a command`, remedy);
  }
  const dataDir = resolve(root, readLocalSettings(environment).dataDir);
  const secret = environment.AIMI_JWT_SECRET || (await readTokenSecret(dataDir));
  if (secret === undefined) {
    const remedy = "Start the local cloud once (npm run dev), or set AIMI_JWT_SECRET as it has it.";
    throw new Cannot(`There is no secret in ${join(dataDir, "jwt-secret")}`, remedy);
  }
  return readSettings({ ...environment, AIMI_JWT_SECRET: secret }, {}, "AIMI_JWT_SECRET");
}
