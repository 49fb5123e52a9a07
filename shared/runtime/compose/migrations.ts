import { fileURLToPath } from "node:url";
import { readMigrations } from "../../adapters/postgres/migrations/read-migrations.ts";
import { runMigrations } from "../../adapters/postgres/migrations/run-migrations.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";

/** What a deployment runs before anything else changes; the one function that may know the owner's login. */
export async function composeMigrations(folder: URL) {
  const settings = await loadSettings("DATABASE_OWNER_URL");
  const log = createLogger(settings.AIMI_LOG_LEVEL);
  const migrations = await readMigrations(fileURLToPath(folder));
  const run = () =>
    runMigrations({
      ownerUrl: settings.DATABASE_OWNER_URL,
      migrations,
      onApplied: (name, durationMs) => log.info("migration applied", { name, duration_ms: durationMs }),
    });
  return { log, run };
}
