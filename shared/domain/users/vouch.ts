import { AppleRefused } from "../../errors.ts";
import type { WorkLog } from "../../ports/work-log.ts";

/** Asks Apple, and notes why it refuses: the caller hears the same for every reason. */
export async function vouch<Said>(log: WorkLog, requestId: string, ask: () => Promise<Said>): Promise<Said> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AppleRefused) {
      log.warn("refused for Apple", { request_id: requestId, reason: error.reason });
    }
    throw error;
  }
}
