import type { Announcements } from "../../ports/announcements.ts";
import type { WorkLog } from "../../ports/work-log.ts";

export interface Closing {
  readonly announcements: Pick<Announcements, "reminderClosed">;
  readonly log: WorkLog;
}

interface Closed {
  readonly whose: Parameters<Announcements["reminderClosed"]>[0];
  readonly deliveryIds: readonly string[];
  readonly requestId: string;
}

/** Tells a person's sockets what is over. Whoever does not hear it shows it a little longer: that fails nothing. */
export async function closeOnSockets(
  { announcements, log }: Closing,
  { whose, deliveryIds, requestId }: Closed,
): Promise<void> {
  await Promise.all(
    deliveryIds.map(async (deliveryId) => {
      try {
        await announcements.reminderClosed(whose, deliveryId);
      } catch (error) {
        const named = { request_id: requestId, delivery_id: deliveryId };
        log.warn("no device heard that a reminder is closed", { ...named, error });
      }
    }),
  );
}
