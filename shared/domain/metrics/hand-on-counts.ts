import type { Clock } from "../../ports/clock.ts";
import type { Totals } from "../../ports/totals.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import type { InstanceTally } from "./create-tally.ts";

interface Needs {
  readonly tally: InstanceTally;
  readonly totals: Pick<Totals, "add">;
  readonly log: WorkLog;
}

/** An instance that makes no other call to Redis keeps its counts to itself for no longer. */
const longestHeldMs = 30_000;

/** Hands on what was counted; what cannot be handed on now goes along with the next call. */
export async function handOnCounts({ tally, totals, log }: Needs): Promise<void> {
  if (tally.heldSince() === null) return;
  const counts = tally.take();
  try {
    await totals.add(counts);
  } catch (error) {
    tally.giveBack(counts);
    log.warn("counts not handed on", { error });
  }
}

/**
 * Works, and beside it hands on what was held for too long. The work begins first, since it may hand on by itself;
 * both are waited for, since a Lambda is frozen once it has answered.
 */
export async function handOnBeside<Result>(
  ports: Needs & { readonly clock: Clock },
  work: () => Promise<Result>,
): Promise<Result> {
  const working = work();
  const since = ports.tally.heldSince();
  const isOld = since !== null && ports.clock.now() - since >= longestHeldMs;
  const handingOn = isOld ? handOnCounts(ports) : Promise.resolve();
  try {
    return await working;
  } finally {
    await handingOn;
  }
}
