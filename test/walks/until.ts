import { setTimeout as sleep } from "node:timers/promises";

const deadlineMs = 120_000;

/** Looks until it is there, for two minutes at most. */
export async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  const startedAt = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() - startedAt > deadlineMs)
      throw new Error("what was waited for did not come in time");
    await sleep(100);
  }
}
