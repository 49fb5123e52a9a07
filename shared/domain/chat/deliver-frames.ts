import { setTimeout as sleep } from "node:timers/promises";
import type { Connections, FrameSender } from "../../ports/connections.ts";
import type { WireFrame } from "../../ports/turn-frames.ts";
import { type Listener, watchRound } from "../../ports/turn-stream.ts";
import type { WorkLog } from "../../ports/work-log.ts";

interface Needs {
  readonly frames: Pick<FrameSender, "send">;
  readonly connections: Pick<Connections, "remove">;
  readonly log: WorkLog;
}

interface Socket {
  /** Whether it was named when listeners were last told. */
  hears: boolean;
  /** What it must be told before the first frame. */
  greeting: WireFrame["body"] | undefined;
  round: string;
  sent: number;
  state: "idle" | "busy" | "gone" | "given_up";
}

const tries = 4;
const firstPauseMs = 100;

export type Delivery = ReturnType<typeof createDelivery>;

/** What comes before the first frame of a turn. */
export interface Greetings {
  /** To those who came to hear the conversation when the turn was accepted already: what it is an answer to. */
  readonly welcome: WireFrame["body"];
  /** To those who neither asked nor were told of a run that follows another. */
  readonly opening?: WireFrame["body"] | undefined;
}

/** Brings a turn's frames to the sockets that hear it: one at a time a socket, in order, each once. */
export function createDelivery(
  ports: Needs,
  frameAfter: (seq: number) => WireFrame | undefined,
  { welcome, opening }: Greetings,
) {
  const sockets = new Map<string, Socket>();
  const working = new Set<Promise<void>>();
  let served = new Map<string, Listener>();
  let gone: string[] = [];

  async function post(connectionId: string, frame: WireFrame["body"]): Promise<"sent" | "gone" | "failed"> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await ports.frames.send(connectionId, frame);
      } catch (error) {
        if (tried === tries) {
          ports.log.warn("frames not delivered, the client may resume", {
            connection_id: connectionId,
            error,
          });
          return "failed";
        }
        await sleep(firstPauseMs * 2 ** (tried - 1));
      }
    }
  }

  function nextFor({ hears, sent }: Socket): WireFrame | undefined {
    return hears ? frameAfter(sent) : undefined;
  }

  async function serve(connectionId: string, socket: Socket): Promise<void> {
    for (let frame = nextFor(socket); frame; frame = nextFor(socket)) {
      const { round, greeting } = socket;
      const outcome = await post(connectionId, greeting ?? frame.body);
      if (outcome !== "sent") return await lose(connectionId, socket, outcome);
      socket.greeting = undefined;
      if (greeting) continue;
      // Asked anew meanwhile: then that holds.
      if (socket.round !== round) continue;
      socket.sent = frame.seq;
      served.set(connectionId, { connectionId, after: frame.seq, round });
    }
    socket.state = "idle";
  }

  async function lose(connectionId: string, socket: Socket, outcome: "gone" | "failed"): Promise<void> {
    socket.state = outcome === "gone" ? "gone" : "given_up";
    if (outcome === "failed") return;
    gone.push(connectionId);
    try {
      await ports.connections.remove(connectionId);
    } catch (error) {
      ports.log.warn("connection not removed, it expires", { connection_id: connectionId, error });
    }
  }

  function kick(connectionId: string, socket: Socket): void {
    if (socket.state !== "idle" || !nextFor(socket)) return;
    socket.state = "busy";
    const work = serve(connectionId, socket);
    working.add(work);
    void work.finally(() => working.delete(work));
  }

  return {
    /** Who hears the turn now, and from where; there may be new frames for them, and for nobody else. */
    update(listeners: readonly Listener[]): void {
      for (const socket of sockets.values()) socket.hears = false;
      for (const { connectionId, after, round } of listeners) {
        const known = sockets.get(connectionId);
        if (!known) {
          const greeting = after > 0 ? undefined : { [watchRound]: welcome, "": opening }[round];
          sockets.set(connectionId, { hears: true, greeting, round, sent: after, state: "idle" });
          continue;
        }
        known.hears = true;
        if (known.round !== round) {
          known.round = round;
          known.sent = after;
          known.greeting = undefined;
          if (known.state === "given_up") known.state = "idle";
        }
      }
      for (const [connectionId, socket] of sockets) kick(connectionId, socket);
    },

    /** What was served and lost since this was last asked. */
    takeNews(): { readonly served: readonly Listener[]; readonly gone: readonly string[] } {
      const news = { served: [...served.values()], gone };
      served = new Map();
      gone = [];
      return news;
    },

    /** Waits until all that can be delivered is, or time is up. */
    async settle(deadlineMs: number): Promise<void> {
      const until = AbortSignal.timeout(deadlineMs);
      const timeUp = new Promise<void>((resolve) => until.addEventListener("abort", () => resolve()));
      while (working.size > 0 && !until.aborted) await Promise.race([Promise.allSettled(working), timeUp]);
    },
  };
}
