import type { FrameEncoder } from "../../ports/frame-encoder.ts";
import type { TurnFrame, WireFrame } from "../../ports/turn-frames.ts";
import { splitText } from "./split-text.ts";

/** A frame that does not have its number yet. */
export type Unnumbered<Frame = TurnFrame> = Frame extends TurnFrame ? Omit<Frame, "seq"> : never;

export type FrameLog = ReturnType<typeof createFrameLog>;

/**
 * The frames of a run in their order: those of a runner before this one, those that Redis has, and those that are
 * still to be written. Words wait here until they become a frame.
 */
export function createFrameLog(turnId: string, encoder: FrameEncoder, before: readonly WireFrame[]) {
  const wire: WireFrame[] = [...before];
  let written = before.length;
  let waiting = "";
  let unwritten: TurnFrame[] = [];

  function number(frame: Unnumbered): void {
    const numbered = { ...frame, seq: wire.length + 1 } as TurnFrame;
    wire.push(encoder.encode(turnId, numbered));
    unwritten.push(numbered);
  }

  function takeWords(): void {
    for (const text of splitText(waiting)) number({ type: "delta", text });
    waiting = "";
  }

  return {
    /** Whether this runner has said anything yet. */
    isSilent: () => wire.length === before.length,
    hasNews: () => unwritten.length > 0 || waiting !== "",

    /** Words of whole characters. */
    hear(words: string): void {
      waiting += words;
    },

    add(frame: Unnumbered): void {
      takeWords();
      number(frame);
    },

    /** What is to be written next: what is added meanwhile is not in it. */
    takeUnwritten(): readonly TurnFrame[] {
      takeWords();
      return [...unwritten];
    },

    confirm(frames: readonly TurnFrame[]): void {
      unwritten = unwritten.filter((frame) => !frames.includes(frame));
      written = Math.max(written, frames.at(-1)?.seq ?? 0);
    },

    written: () => wire.slice(0, written),
    /** What Redis does not have yet nobody is shown: whoever takes the turn over must know of it. */
    writtenAfter: (seq: number): WireFrame | undefined => (seq < written ? wire[seq] : undefined),
  };
}
