import type { SQSEvent } from "aws-lambda";
import { composeMigrations } from "#shared/runtime/compose/migrations.ts";
import { answerLetters } from "./answer-letters.ts";

const folder = new URL("migrations/", import.meta.url);

export async function migrate() {
  const { log, run } = await composeMigrations(folder);
  const report = await run();
  log.info("migrated", { applied: report.applied, already_applied: report.alreadyApplied });
  return report;
}

export async function migrateAsAsked(event: SQSEvent) {
  return await answerLetters(event, await composeMigrations(folder));
}
