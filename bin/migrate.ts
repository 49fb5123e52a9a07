import { fileURLToPath } from "node:url";
import { readMigrations } from "#shared/adapters/postgres/migrations/read-migrations.ts";
import { runMigrations } from "#shared/adapters/postgres/migrations/run-migrations.ts";
import { readSettings } from "#shared/runtime/settings.ts";

/** Runs the migrations that a database has not seen, as the owner named by DATABASE_OWNER_URL. */
async function main(): Promise<void> {
  const { DATABASE_OWNER_URL } = readSettings(
    { DATABASE_OWNER_URL: process.env.DATABASE_OWNER_URL },
    {},
    "DATABASE_OWNER_URL",
  );
  const migrations = await readMigrations(fileURLToPath(new URL("../migrations", import.meta.url)));
  const report = await runMigrations({
    ownerUrl: DATABASE_OWNER_URL,
    migrations,
    onApplied: (name, durationMs) => console.log(`applied ${name} (${durationMs} ms)`),
  });
  console.log(`${report.applied.length} applied, ${report.alreadyApplied} were there before`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
