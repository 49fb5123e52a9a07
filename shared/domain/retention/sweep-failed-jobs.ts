import type { Clock } from "../../ports/clock.ts";
import type { FailedJobSweep } from "../../ports/failed-jobs.ts";

interface Needs {
  readonly failedJobSweep: FailedJobSweep;
  readonly clock: Clock;
}

/** Few enough that a statement is done long before its deadline; what is left waits for the next night. */
const mostOfANight = 20_000;

/** Takes away failed jobs that were tried again long ago. */
export async function sweepFailedJobs({ failedJobSweep, clock }: Needs): Promise<{ dropped: number }> {
  return { dropped: await failedJobSweep.sweep(clock.now(), mostOfANight) };
}
