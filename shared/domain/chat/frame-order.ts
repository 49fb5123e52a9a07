import type { WireFrame } from "../../ports/turn-frames.ts";
import type { ReadTurn } from "../../ports/turn-stream.ts";

/** Brings what was heard and what was read into one order: each seq once, none left out. */
export function createFrameOrder() {
  const waiting = new Map<number, WireFrame>();
  let last = 0;
  let first: string | undefined;
  let attempt: number | undefined;
  let isAnew = false;

  function keep(frame: WireFrame): void {
    if (frame.seq > last) waiting.set(frame.seq, frame);
  }
  function startAnew(): void {
    waiting.clear();
    [last, first, isAnew] = [0, undefined, true];
  }

  return {
    last: () => last,

    startAfter(seq: number): void {
      last = seq;
      for (const known of waiting.keys()) if (known <= seq) waiting.delete(known);
    },

    /** As it is broadcast: a first frame behind later ones is a turn's that begins again. */
    hear(frame: WireFrame): void {
      const isOther = first !== undefined && JSON.stringify(frame.body) !== first;
      if (frame.seq === 1 && last > 0 && isOther) startAnew();
      keep(frame);
    },

    /** What the buffer has behind the last; whether nothing will follow it. */
    fill(found: ReadTurn): boolean {
      if (attempt !== undefined && found.attempt !== attempt) {
        attempt = found.attempt;
        if (last > 0) {
          startAnew();
          return false;
        }
      }
      attempt = found.attempt;
      for (const frame of found.frames) keep(frame);
      return found.closed;
    },

    hasGap: () => waiting.size > 0 && !waiting.has(last + 1),

    /** What may be told now. */
    *take(): Generator<WireFrame | "anew"> {
      if (isAnew) {
        isAnew = false;
        yield "anew";
      }
      for (let next = waiting.get(last + 1); next; next = waiting.get(last + 1)) {
        waiting.delete(next.seq);
        last = next.seq;
        if (last === 1) first = JSON.stringify(next.body);
        yield next;
      }
    },
  };
}
