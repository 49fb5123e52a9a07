import { UpstreamUnavailable } from "../../errors.ts";
import type { ChatModel } from "../../ports/chat-model.ts";
import type { Clock } from "../../ports/clock.ts";

/** Asks the second model where the first said nothing: once a part was given, the answer is that model's or none. */
export function fallbackChatModel(first: ChatModel, second: ChatModel, clock: Clock): ChatModel {
  return {
    async *stream(request, { deadlineMs, signal }) {
      const deadline = clock.now() + deadlineMs;
      let silent = true;
      try {
        for await (const part of first.stream(request, { deadlineMs, ...(signal && { signal }) })) {
          silent = false;
          yield part;
        }
        return;
      } catch (error) {
        const left = deadline - clock.now();
        if (!silent || left <= 0 || !(error instanceof UpstreamUnavailable)) throw error;
      }
      if (signal?.aborted) return;
      yield* second.stream(request, { deadlineMs: deadline - clock.now(), ...(signal && { signal }) });
    },
  };
}
