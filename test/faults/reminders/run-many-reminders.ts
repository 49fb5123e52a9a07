import { type OwnDatabase, startMigratedDatabase } from "#test/contracts/start-own-database.ts";
import { type ReminderOutcome, runReminderFaults } from "./run-reminder-faults.ts";

export interface ManyReminderRuns {
  readonly seeds: readonly number[];
  readonly lanes: number;
  onRun?(outcome: ReminderOutcome): void;
}

/** Runs seeds, several at once, each lane with a database of its own: a sweep takes whatever is due by its clock. */
export async function runManyReminders({
  seeds,
  lanes,
  onRun,
}: ManyReminderRuns): Promise<ReminderOutcome[]> {
  const databases: OwnDatabase[] = [];
  for (let lane = 0; lane < lanes; lane++) databases.push(await startMigratedDatabase());
  const outcomes: ReminderOutcome[] = [];
  const left = [...seeds];
  const drive = async ({ appUrl }: OwnDatabase) => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const outcome = await runReminderFaults(appUrl, seed);
      outcomes.push(outcome);
      onRun?.(outcome);
    }
  };
  try {
    await Promise.all(databases.map(drive));
  } finally {
    for (const database of databases) await database.close();
  }
  return outcomes;
}
