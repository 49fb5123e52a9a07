import type { Clock } from "../../ports/clock.ts";
import type { AnswerSweep } from "../../ports/kept-answers.ts";

interface Needs {
  readonly answerSweep: AnswerSweep;
  readonly clock: Clock;
}

/** Few enough that a statement is done long before its deadline. */
const batchSize = 20_000;
/** A batch begun with less than this might be cut off. */
const timeForBatchMs = 20_000;

/** Takes away what was kept for a repeat, batch by batch: a day may have written any number. What is left waits for the next night. */
export async function sweepAnswers(
  { answerSweep, clock }: Needs,
  { remainingMs }: { remainingMs(): number },
): Promise<{ forgotten: number }> {
  const now = clock.now();
  let forgotten = 0;
  while (remainingMs() >= timeForBatchMs) {
    const count = await answerSweep.sweep(now, batchSize);
    forgotten += count;
    if (count < batchSize) break;
  }
  return { forgotten };
}
