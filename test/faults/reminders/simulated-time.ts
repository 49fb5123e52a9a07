import type { Clock } from "#shared/ports/clock.ts";

/** A clock that stands while anything works, and then leaps to whatever is next. */
export interface SimulatedTime extends Clock {
  sleep(ms: number): Promise<void>;
  at(instant: number, happen: () => unknown): void;
  /** Work that takes real time: nothing else happens until it is done. */
  outside<Value>(make: () => Promise<Value>): Promise<Value>;
  run(until: number): Promise<void>;
}

interface Happening {
  readonly instant: number;
  readonly order: number;
  readonly happen: () => unknown;
}

export function simulatedTime(startsAt: number): SimulatedTime {
  let now = startsAt;
  let order = 0;
  const ahead: Happening[] = [];
  const underWay = new Set<Promise<unknown>>();

  /** Sorted: what is first comes last. */
  function plan(instant: number, happen: () => unknown): void {
    const happening = { instant: Math.max(now, Math.ceil(instant)), order: order++, happen };
    let [low, high] = [0, ahead.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ahead[middle]!.instant > happening.instant) low = middle + 1;
      else high = middle;
    }
    ahead.splice(low, 0, happening);
  }

  async function settle(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (underWay.size === 0) return;
      await Promise.allSettled(underWay);
    }
  }

  return {
    now: () => now,
    at: plan,
    sleep: (ms) => new Promise((resolve) => plan(now + ms, () => resolve())),
    async outside(make) {
      const working = make();
      underWay.add(working);
      try {
        return await working;
      } finally {
        underWay.delete(working);
      }
    },
    async run(until) {
      await settle();
      while (ahead.length > 0 && ahead.at(-1)!.instant <= until) {
        const next = ahead.pop()!;
        now = next.instant;
        next.happen();
        await settle();
      }
      now = Math.max(now, until);
    },
  };
}
