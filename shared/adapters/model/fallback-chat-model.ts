import { UpstreamUnavailable } from "../../errors.ts";
import type { ChatModel, ChatPart, ChatRequest } from "../../ports/chat-model.ts";
import type { Clock } from "../../ports/clock.ts";

type End = Extract<ChatPart, { type: "end" }>;

/** Asks the second model where the first said nothing: once a part was given, the answer is that model's or none. */
export function fallbackChatModel(first: ChatModel, second: ChatModel, clock: Clock): ChatModel {
  return {
    async *stream(request, { deadlineMs, signal }) {
      const deadline = clock.now() + deadlineMs;
      const limitsNow = () => ({ deadlineMs: deadline - clock.now(), ...(signal && { signal }) });
      let silent = true;
      let wordless: End | undefined;
      try {
        for await (const part of first.stream(request, limitsNow())) {
          if (silent && isWordless(part, request)) {
            wordless = part;
            continue;
          }
          silent = false;
          yield part;
        }
        if (!wordless) return;
      } catch (error) {
        if (!silent || deadline <= clock.now() || !(error instanceof UpstreamUnavailable)) throw error;
      }
      if (signal?.aborted) return;
      if (!wordless) yield* second.stream(request, limitsNow());
      else if (deadline > clock.now()) yield* insteadOf(wordless, second.stream(request, limitsNow()));
      else yield wordless;
    },
  };
}

/** An answer that another model may know better: not where more tokens were needed, nor where all is said and done. */
function isWordless(part: ChatPart, { messages }: ChatRequest): part is End {
  return part.type === "end" && part.finishReason === "stop" && messages.at(-1)?.role !== "tool";
}

/** What the first took is billed as well; where the second fails in silence, the first one's answer stands. */
async function* insteadOf(wordless: End, parts: AsyncIterable<ChatPart>): AsyncGenerator<ChatPart> {
  let silent = true;
  try {
    for await (const part of parts) {
      silent = false;
      yield part.type === "end" ? { ...part, usage: sumOf(wordless.usage, part.usage) } : part;
    }
  } catch (error) {
    if (!silent || !(error instanceof UpstreamUnavailable)) throw error;
    yield wordless;
  }
}

function sumOf(one: End["usage"], other: End["usage"]): End["usage"] {
  return {
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
  };
}
