import type { Clock } from "../../ports/clock.ts";
import type { AnswerSweep } from "../../ports/kept-answers.ts";
import { sweepBatches } from "./sweep-batches.ts";

interface Needs {
  readonly answerSweep: AnswerSweep;
  readonly clock: Clock;
}

/** Takes away what was kept for a repeat, batch by batch: a day may have written any number. What is left waits for the next night. */
export async function sweepAnswers(
  { answerSweep, clock }: Needs,
  { remainingMs }: { remainingMs(): number },
): Promise<{ forgotten: number }> {
  const now = clock.now();
  return { forgotten: await sweepBatches((limit) => answerSweep.sweep(now, limit), remainingMs) };
}
