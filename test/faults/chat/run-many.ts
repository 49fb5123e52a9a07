import { type RunOutcome, runChatFaults } from "./run-chat-faults.ts";
import { startLane } from "./start-lane.ts";
import { startWorld } from "./start-world.ts";

export interface ManyRuns {
  readonly seeds: readonly number[];
  readonly lanes: number;
  onRun?(outcome: RunOutcome): void;
}

/** Runs seeds, several at once, each in a lane of its own. */
export async function runMany({ seeds, lanes, onRun }: ManyRuns): Promise<RunOutcome[]> {
  const world = await startWorld(lanes);
  const outcomes: RunOutcome[] = [];
  const left = [...seeds];
  const drive = async (number: number) => {
    const lane = await startLane(world, number);
    try {
      for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
        const outcome = await runChatFaults(world, lane, seed);
        outcomes.push(outcome);
        onRun?.(outcome);
        await lane.clear();
      }
    } finally {
      await lane.close();
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, (_, number) => drive(number)));
  } finally {
    await world.close();
  }
  return outcomes;
}
