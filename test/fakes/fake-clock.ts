import type { Clock } from "#shared/ports/clock.ts";

export interface FakeClock extends Clock {
  set(ms: number): void;
  advance(ms: number): void;
}

export function fakeClock(startsAt = Date.UTC(2026, 0, 31, 9, 30)): FakeClock {
  let now = startsAt;
  return {
    now: () => now,
    set: (ms) => {
      now = ms;
    },
    advance: (ms) => {
      now += ms;
    },
  };
}
