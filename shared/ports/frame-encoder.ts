import type { TurnFrame, WireFrame } from "./turn-frames.ts";

/** Says in the words of the wire what a turn says. */
export interface FrameEncoder {
  encode(turnId: string, frame: TurnFrame): WireFrame;
  /** A run begins: what was shown of the turn before holds no longer. */
  accepted(turn: {
    readonly clientMessageId: string;
    readonly turnId: string;
    readonly clientConversationId: string;
    /** What was said, for devices that did not say it. */
    readonly text?: string;
  }): Readonly<Record<string, unknown>>;
}
