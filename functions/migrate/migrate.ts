import { composeMigrations } from "#shared/runtime/compose/migrations.ts";

export async function migrate() {
  const { log, run } = await composeMigrations(new URL("migrations/", import.meta.url));
  const report = await run();
  log.info("migrated", { applied: report.applied, already_applied: report.alreadyApplied });
  return report;
}
