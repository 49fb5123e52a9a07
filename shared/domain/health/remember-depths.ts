import type { Clock } from "../../ports/clock.ts";
import type { QueueProbe } from "../../ports/health.ts";

const rememberMs = 30_000;

/** Asks the queues at most every half minute, however often it is asked. */
export function rememberDepths(probe: QueueProbe, clock: Clock): QueueProbe {
  let last: ReturnType<QueueProbe["depths"]> | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    depths() {
      if (last && clock.now() - askedAt < rememberMs) return last;
      askedAt = clock.now();
      last = probe.depths();
      return last;
    },
  };
}
