import type { Clock, Ids } from "#shared/ports/clock.ts";

/** UUIDv7s of the clock's instant, counted on within it; a clock that steps back is not followed. */
export function fakeIds(clock: Clock): Ids {
  let latest = 0;
  let count = 0;
  return {
    next() {
      latest = Math.max(latest, clock.now());
      const time = latest.toString(16).padStart(12, "0");
      const counted = (count++).toString(16).padStart(12, "0");
      return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${counted}`;
    },
  };
}
