import type { Clock } from "../../ports/clock.ts";
import { counters, gauges, type Tally, timings } from "../../ports/metrics.ts";
import type { Counts } from "../../ports/totals.ts";
import { fieldOf, lastBucket, sumPart } from "./metric-field.ts";

export interface InstanceTally extends Tally {
  /** All that is held; from then on it is the taker's to hand on or to give back. */
  take(): Counts;
  giveBack(counts: Counts): void;
  /** Since when something is held; null where nothing is. */
  heldSince(): number | null;
}

/** What an instance has counted and not yet handed on. */
export function createTally(clock: Clock): InstanceTally {
  let added: Record<string, number> = {};
  let reported: Record<string, number> = {};
  let since: number | null = null;

  function increase(field: string, count: number): void {
    added[field] = (added[field] ?? 0) + count;
    since ??= clock.now();
  }

  return {
    add(name, labels, count = 1) {
      increase(fieldOf(name, counters[name].labels, labels), count);
    },

    observe(name, labels, durationMs) {
      const { labels: labelNames, bucketSeconds } = timings[name];
      const bucket = bucketSeconds.find((seconds) => durationMs <= seconds * 1_000) ?? lastBucket;
      increase(fieldOf(name, labelNames, labels, String(bucket)), 1);
      increase(fieldOf(name, labelNames, labels, sumPart), Math.max(0, Math.round(durationMs * 1_000)));
    },

    report(name, labels, value) {
      reported[fieldOf(name, gauges[name].labels, labels)] = value;
      since ??= clock.now();
    },

    take() {
      const taken = { added, reported };
      [added, reported, since] = [{}, {}, null];
      return taken;
    },

    giveBack(counts) {
      for (const [field, count] of Object.entries(counts.added)) increase(field, count);
      reported = { ...counts.reported, ...reported };
      if (Object.keys(reported).length > 0) since ??= clock.now();
    },

    heldSince: () => since,
  };
}
