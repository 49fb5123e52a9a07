import type { Audience } from "../../ports/connections.ts";
import type { WorkLog } from "../../ports/work-log.ts";

export interface NoteListener {
  readonly connectionId: string;
  readonly conversationId: string;
  readonly isNewListener: boolean;
  readonly requestId: string;
}

/** Writes a new listener where it outlives Redis; without that it still hears what Redis knows. */
export async function noteListener(
  { audience, log }: { readonly audience: Pick<Audience, "hear">; readonly log: WorkLog },
  { connectionId, conversationId, isNewListener, requestId }: NoteListener,
): Promise<void> {
  if (!isNewListener) return;
  try {
    await audience.hear(connectionId, conversationId);
  } catch (error) {
    log.warn("listener not noted", { request_id: requestId, connection_id: connectionId, error });
  }
}
