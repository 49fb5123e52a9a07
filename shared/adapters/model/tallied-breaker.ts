import type { Clock } from "../../ports/clock.ts";
import type { Tally } from "../../ports/metrics.ts";
import { type CircuitBreaker, createCircuitBreaker } from "./circuit-breaker.ts";

/** What a model is asked for; its calls are counted by it. */
export type ModelPurpose = "search" | "storage" | "client" | "chat" | "chat_fallback";

/** A breaker that counts how often it opened and whom it turned away. */
export function createTalliedBreaker({
  clock,
  tally,
  purpose,
}: {
  clock: Clock;
  tally: Tally;
  purpose: ModelPurpose;
}): CircuitBreaker {
  const breaker = createCircuitBreaker(clock, {
    opened(until, anew) {
      if (anew) tally.add("aimi_model_breaker_opened_total", { purpose });
      tally.report("aimi_model_breaker_open", { purpose }, until);
    },
    closed: () => tally.report("aimi_model_breaker_open", { purpose }, 0),
  });
  return {
    ...breaker,
    enter() {
      const closedForMs = breaker.enter();
      if (closedForMs > 0) tally.add("aimi_model_breaker_refusals_total", { purpose });
      return closedForMs;
    },
  };
}
