import type { ChatLimits } from "../../ports/chat-model.ts";

export interface CallWatch {
  /** Aborted when the call is over, for whatever reason. */
  readonly signal: AbortSignal;
  /** Whether it was the clock that ended the call. */
  readonly tooSlow: boolean;
  /** From now on the server has so long to say something. */
  expectWithin(ms: number): void;
  rest(): void;
  end(): void;
}

const longestTimerMs = 2 ** 31 - 1;

/** Ends a call when whoever asked stops it, when its deadline is over, or when the server is silent for too long. */
export function watchCall({ deadlineMs, signal }: ChatLimits): CallWatch {
  const controller = new AbortController();
  let tooSlow = false;
  let silence: NodeJS.Timeout | undefined;
  const stop = () => controller.abort();
  const giveUp = () => {
    tooSlow = true;
    controller.abort();
  };
  const deadline = setTimeout(giveUp, Math.min(deadlineMs, longestTimerMs));
  signal?.addEventListener("abort", stop, { once: true });

  return {
    signal: controller.signal,
    get tooSlow() {
      return tooSlow;
    },
    expectWithin(ms) {
      clearTimeout(silence);
      silence = setTimeout(giveUp, ms);
    },
    rest: () => clearTimeout(silence),
    end() {
      clearTimeout(deadline);
      clearTimeout(silence);
      signal?.removeEventListener("abort", stop);
      controller.abort();
    },
  };
}
