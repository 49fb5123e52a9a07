export type Counters = ReturnType<typeof createCounters>;

/** What an instance has counted and not yet handed on. */
export function createCounters() {
  let counts: Record<string, number> = {};
  return {
    add(name: string, count = 1): void {
      counts[name] = (counts[name] ?? 0) + count;
    },
    take(): Readonly<Record<string, number>> {
      const taken = counts;
      counts = {};
      return taken;
    },
    giveBack(taken: Readonly<Record<string, number>>): void {
      for (const [name, count] of Object.entries(taken)) this.add(name, count);
    },
  };
}
