import type { Clock } from "../../ports/clock.ts";
import type { RunSweep } from "../../ports/retention.ts";
import { sweepBatches } from "./sweep-batches.ts";

interface Needs {
  readonly runSweep: RunSweep;
  readonly clock: Clock;
}

const keptDays = 90;
const dayMs = 24 * 3_600_000;

/** Takes away the records of runs that ended long ago: each night leaves one for each tenant. */
export async function sweepRuns(
  { runSweep, clock }: Needs,
  { remainingMs }: { remainingMs(): number },
): Promise<{ runsForgotten: number }> {
  const endedBefore = clock.now() - keptDays * dayMs;
  return { runsForgotten: await sweepBatches((limit) => runSweep.sweep(endedBefore, limit), remainingMs) };
}
