import { setTimeout as sleep } from "node:timers/promises";
import type { Connections, FrameSender } from "../../ports/connections.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { WorkLog } from "../../ports/work-log.ts";

export interface PostFrameNeeds {
  readonly frames: Pick<FrameSender, "send">;
  readonly connections: Pick<Connections, "remove">;
  readonly tally: Tally;
  readonly log: WorkLog;
  readonly postDeadlineMs?: number;
}

const tries = 3;
const pauseMs = 20;

export type Posted = "sent" | "gone" | "failed";

/** Posts a frame to a socket, and waits no longer than a moment; where nobody is any more, the socket is forgotten. */
export async function postFrame(
  { frames, connections, tally, log, postDeadlineMs = 1_000 }: PostFrameNeeds,
  connectionId: string,
  frame: Readonly<Record<string, unknown>>,
): Promise<Posted> {
  const posting = post(() => frames.send(connectionId, frame));
  let outcome: Posted;
  try {
    outcome = await inTime(posting, postDeadlineMs);
    if (outcome === "gone") await connections.remove(connectionId);
  } catch (error) {
    outcome = "failed";
    log.warn("frame not posted", { connection_id: connectionId, error });
  }
  tally.add("aimi_websocket_frames_total", { type: String(frame.type), outcome });
  return outcome;
}

async function post(send: () => Promise<"sent" | "gone">): Promise<"sent" | "gone"> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await send();
    } catch (error) {
      if (tried >= tries) throw error;
      await sleep(pauseMs * 2 ** tried);
    }
  }
}

async function inTime(posting: Promise<"sent" | "gone">, deadlineMs: number): Promise<"sent" | "gone"> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("the socket took no frame in time")), deadlineMs);
  try {
    return await Promise.race([posting, promise]);
  } finally {
    clearTimeout(timer);
  }
}
