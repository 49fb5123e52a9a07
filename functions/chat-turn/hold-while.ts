import type { SQSRecord } from "aws-lambda";
import type { Redelivery } from "#shared/ports/redelivery.ts";
import type { WorkLog } from "#shared/ports/work-log.ts";

export const heldForSeconds = 30;
const renewedEveryMs = 10_000;

/**
 * Holds a message for half a minute at a time while its work goes on: a runner that dies is followed by another
 * within that, and not only when the function's whole timeout is over.
 */
export async function holdWhile<Result>(
  { redelivery, log }: { readonly redelivery: Redelivery; readonly log: WorkLog },
  { receiptHandle, messageId }: SQSRecord,
  work: () => Promise<Result>,
): Promise<Result> {
  const hold = async () => {
    try {
      await redelivery.postpone([{ receiptHandle, seconds: heldForSeconds }]);
    } catch (error) {
      log.warn("message not held", { message_id: messageId, error });
    }
  };
  const working = work();
  let holding = hold();
  const timer = setInterval(() => {
    holding = holding.then(hold);
  }, renewedEveryMs);
  try {
    return await working;
  } finally {
    clearInterval(timer);
    await holding;
  }
}
