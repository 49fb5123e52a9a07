import type { Database } from "../../adapters/postgres/database.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { NotSetUp } from "../../errors.ts";
import type { AppleAccounts, AppleIds } from "../../ports/apple.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import type { Settings } from "../settings.ts";

/** Loaded when somebody first signs in, so that a cold start does not pay for it. */
export function composeApple(settings: Settings, log: WorkLog): AppleIds {
  const loaded = lazy(() => loadIds(settings, log));
  const apple = async () => {
    if (settings.AIMI_APPLE_CLIENT_IDS.length === 0) throw new NotSetUp("sign-in with Apple");
    return await loaded();
  };
  return {
    verify: async (token, nonce) => await (await apple()).verify(token, nonce),
    exchange: async (code, identity) => await (await apple()).exchange(code, identity),
    revoke: async (grant) => await (await apple()).revoke(grant),
    verifyNotification: async (payload) => await (await apple()).verifyNotification(payload),
  };
}

/** Loaded on demand likewise. */
export function composeAppleAccounts(database: Database): AppleAccounts {
  const accounts = lazy(async () => {
    const { postgresAppleAccounts } = await import(
      "../../adapters/postgres/apple/postgres-apple-accounts.ts"
    );
    return postgresAppleAccounts(database);
  });
  return {
    note: async (signIn) => await (await accounts()).note(signIn),
    find: async (holder) => await (await accounts()).find(holder),
    revokeConsent: async (end) => await (await accounts()).revokeConsent(end),
    noteEmail: async (change) => await (await accounts()).noteEmail(change),
  };
}

async function loadIds(settings: Settings, log: WorkLog): Promise<AppleIds> {
  const { appleIds } = await import("../../adapters/apple/apple-ids.ts");
  return appleIds({
    url: settings.AIMI_APPLE_URL,
    clientIds: settings.AIMI_APPLE_CLIENT_IDS,
    developer: developerOf(settings),
    clock: systemClock,
    log,
  });
}

/** The settings are whole or none of them is given. */
function developerOf(settings: Settings) {
  const { AIMI_APPLE_TEAM_ID: teamId, AIMI_APPLE_KEY_ID: keyId } = settings;
  const { AIMI_APPLE_PRIVATE_KEY: privateKey, AIMI_APPLE_TOKEN_KEY: sealedBy } = settings;
  if (!(teamId && keyId && privateKey && sealedBy)) return null;
  return { key: { teamId, keyId, privateKey }, sealedBy };
}

function lazy<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
