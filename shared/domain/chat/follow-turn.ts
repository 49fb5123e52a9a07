import type { TurnBroadcast } from "../../ports/turn-broadcast.ts";
import type { WireFrame } from "../../ports/turn-frames.ts";
import type { TurnStream } from "../../ports/turn-stream.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { createFrameOrder } from "./frame-order.ts";

interface Needs {
  readonly turnStream: Pick<TurnStream, "read">;
  readonly turnBroadcast: TurnBroadcast;
  readonly log: WorkLog;
  /** How often the buffer is read where nothing is heard. */
  readonly pollMs?: number;
}

export interface FollowTurn {
  readonly ownerId: string;
  readonly turnId: string;
  readonly requestId: string;
}

/** "anew": the turn begins again from seq 1, and what was said before counts no more. */
export type Said = WireFrame | "anew";

export interface FollowedTurn {
  /** What the turn says behind a seq, each frame once and in order, to its end or until nobody follows any more. */
  says(after: number): AsyncGenerator<Said>;
  /** Nobody follows any more; the turn goes on. */
  leave(): Promise<void>;
}

/** Begins to listen, so that nothing of what is said from now on is missed. */
export async function followTurn(ports: Needs, turn: FollowTurn): Promise<FollowedTurn> {
  const { pollMs = 2_000 } = ports;
  const order = createFrameOrder();
  let bell = Promise.withResolvers<"rung">();
  let left = false;
  const ring = () => bell.resolve("rung");
  const subscription = await listen(ports, turn, (frame) => {
    order.hear(frame);
    ring();
  });

  /** Whether the turn has ended. */
  async function readBuffer(): Promise<boolean> {
    const { ownerId, turnId, requestId } = turn;
    try {
      const found = await ports.turnStream.read({ ownerId, turnId, after: order.last() });
      return found ? order.fill(found) : false;
    } catch (error) {
      ports.log.warn("turn not read", { request_id: requestId, turn_id: turnId, error });
      return false;
    }
  }

  return {
    async *says(after) {
      order.startAfter(after);
      let hasEnded = await readBuffer();
      while (!left) {
        for (const said of order.take()) {
          yield said;
          if (isLast(said)) return;
        }
        if (hasEnded) return;
        const rung = await Promise.race([bell.promise, quiet(pollMs)]);
        bell = Promise.withResolvers();
        if (rung !== "rung" || order.hasGap()) hasEnded = await readBuffer();
      }
    },

    async leave() {
      if (left) return;
      left = true;
      ring();
      await subscription?.close();
    },
  };
}

/** Who cannot listen reads the buffer now and then. */
async function listen({ turnBroadcast, log }: Needs, turn: FollowTurn, onFrame: (frame: WireFrame) => void) {
  try {
    return await turnBroadcast.listen(turn.turnId, onFrame);
  } catch (error) {
    log.warn("turn not listened to", { request_id: turn.requestId, turn_id: turn.turnId, error });
    return null;
  }
}

function isLast(said: Said): boolean {
  return said !== "anew" && (said.body.type === "chat.done" || said.body.type === "chat.error");
}

function quiet(ms: number): Promise<"quiet"> {
  return new Promise((resolve) => setTimeout(resolve, ms, "quiet"));
}
