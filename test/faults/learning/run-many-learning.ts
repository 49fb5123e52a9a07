import { startMigratedDatabase } from "#test/contracts/start-own-database.ts";
import { type LearningOutcome, runLearningFaults } from "./run-learning-faults.ts";

export interface ManyLearningRuns {
  readonly seeds: readonly number[];
  readonly lanes: number;
  onRun?(outcome: LearningOutcome): void;
}

/** Runs seeds, several at once, each for a tenant of its own. */
export async function runManyLearning({ seeds, lanes, onRun }: ManyLearningRuns): Promise<LearningOutcome[]> {
  const database = await startMigratedDatabase();
  const outcomes: LearningOutcome[] = [];
  const left = [...seeds];
  const drive = async () => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const outcome = await runLearningFaults(database.appUrl, seed);
      outcomes.push(outcome);
      onRun?.(outcome);
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, drive));
  } finally {
    await database.close();
  }
  return outcomes;
}
