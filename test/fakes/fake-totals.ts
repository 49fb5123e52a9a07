import type { Counts, Totals } from "#shared/ports/totals.ts";

export interface FakeTotals extends Totals {
  /** What was handed on, by call. */
  readonly calls: readonly Counts[];
  /** While true, every call rejects, as when Redis is away. */
  failing: boolean;
}

export function fakeTotals(): FakeTotals {
  const calls: Counts[] = [];
  const held = new Map<string, number>();
  const fake: FakeTotals = {
    calls,
    failing: false,
    async add(counts) {
      calls.push(counts);
      if (fake.failing) throw new Error("no answer");
      for (const [field, count] of Object.entries(counts.added)) {
        held.set(field, (held.get(field) ?? 0) + count);
      }
      for (const [field, value] of Object.entries(counts.reported)) held.set(field, value);
    },
    async addAndRead(counts) {
      await fake.add(counts);
      return Object.fromEntries(held);
    },
  };
  return fake;
}
