import type { Clock } from "../../ports/clock.ts";
import type { ConnectionSweep } from "../../ports/connections.ts";
import type { WorkLog } from "../../ports/work-log.ts";

interface Needs {
  readonly connectionSweep: ConnectionSweep;
  readonly clock: Clock;
  readonly log: WorkLog;
}

/** Takes away what is left of sockets that have closed; what fails waits for the next night. */
export async function sweepConnections({ connectionSweep, clock, log }: Needs): Promise<{ swept: number }> {
  try {
    return { swept: await connectionSweep.sweep(clock.now()) };
  } catch (error) {
    log.warn("connections not swept", { error });
    return { swept: 0 };
  }
}
