import type { WireFrame } from "./turn-frames.ts";

/** What a runner publishes, as it does. It may fall silent: whoever listens reads what is there now and then, too. */
export interface TurnBroadcast {
  /** Resolves once it listens. */
  listen(turnId: string, onFrame: (frame: WireFrame) => void): Promise<{ close(): Promise<void> }>;
}
