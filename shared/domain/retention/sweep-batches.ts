/** Few enough that a statement is done long before its deadline. */
const batchSize = 20_000;
/** A batch begun with less than this might be cut off. */
const timeForBatchMs = 20_000;

/** Sweeps batch by batch, as long as there is something and time for it. How much went. */
export async function sweepBatches(
  sweep: (limit: number) => Promise<number>,
  remainingMs: () => number,
): Promise<number> {
  let gone = 0;
  while (remainingMs() >= timeForBatchMs) {
    const count = await sweep(batchSize);
    gone += count;
    if (count < batchSize) break;
  }
  return gone;
}
