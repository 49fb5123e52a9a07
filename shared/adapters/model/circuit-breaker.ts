import type { Clock } from "../../ports/clock.ts";

export interface CircuitBreaker {
  /** How long nobody should ask; 0 lets a call through, and after a pause exactly one. */
  enter(): number;
  succeeded(): void;
  failed(retryAfterSeconds?: number): void;
}

export interface BreakerWitness {
  /** Told at each failure that keeps it open; `anew` at the first. */
  opened(until: number, anew: boolean): void;
  closed(): void;
}

const opensAfter = 5;
const openMs = 15_000;

/** Opens after failures in a row; after a pause one call tries, and its outcome decides for all. */
export function createCircuitBreaker(clock: Clock, witness: BreakerWitness): CircuitBreaker {
  let failures = 0;
  let openUntil = 0;
  return {
    enter() {
      if (failures < opensAfter) return 0;
      const now = clock.now();
      if (now < openUntil) return openUntil - now;
      openUntil = now + openMs;
      return 0;
    },
    succeeded() {
      if (failures >= opensAfter) witness.closed();
      failures = 0;
    },
    failed(retryAfterSeconds = 0) {
      failures += 1;
      openUntil = clock.now() + Math.max(openMs, retryAfterSeconds * 1000);
      if (failures >= opensAfter) witness.opened(openUntil, failures === opensAfter);
    },
  };
}
