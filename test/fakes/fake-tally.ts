import type { Tally } from "#shared/ports/metrics.ts";

export interface FakeTally extends Tally {
  /** How often, by name and the labels' values: "aimi_embedded_texts_total storage". */
  readonly counted: ReadonlyMap<string, number>;
  /** What was said last. */
  readonly reported: ReadonlyMap<string, number>;
  /** How long, by name and the labels' values. */
  readonly durationsMs: ReadonlyMap<string, readonly number[]>;
}

export function fakeTally(): FakeTally {
  const [counted, reported] = [new Map<string, number>(), new Map<string, number>()];
  const durationsMs = new Map<string, number[]>();
  const keyOf = (name: string, labels: object) => [name, ...Object.values(labels)].join(" ");
  return {
    counted,
    reported,
    durationsMs,
    add(name, labels, count = 1) {
      counted.set(keyOf(name, labels), (counted.get(keyOf(name, labels)) ?? 0) + count);
    },
    observe(name, labels, durationMs) {
      durationsMs.set(keyOf(name, labels), [...(durationsMs.get(keyOf(name, labels)) ?? []), durationMs]);
    },
    report(name, labels, value) {
      reported.set(keyOf(name, labels), value);
    },
  };
}
