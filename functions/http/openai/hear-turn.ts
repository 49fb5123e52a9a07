import type { Said } from "#shared/domain/chat/follow-turn.ts";
import { AppError, TurnInterrupted } from "#shared/errors.ts";
import type { CompletionPart } from "#shared/ports/completion.ts";
import type { MemoryType } from "#shared/ports/memories.ts";
import type { ServerFrame } from "#shared/wire/frames/server-frame.ts";

type ChatError = Extract<ServerFrame, { type: "chat.error" }>["error"];

/** What a turn says to whoever asked for a completion; rejects where it fails. What tools of ours did is not told. */
export async function* hearTurn(says: AsyncIterable<Said>): AsyncGenerator<CompletionPart> {
  let isShown = false;
  let text = "";
  for await (const said of says) {
    if (said === "anew") {
      // What was shown cannot be taken back.
      if (isShown) throw new TurnInterrupted();
      continue;
    }
    const frame = said.body as unknown as ServerFrame;
    if (frame.type === "chat.error") throw toError(frame.error);
    if (frame.type === "chat.delta") {
      text += frame.text;
      isShown = true;
      yield { type: "text", text: frame.text };
    }
    if (frame.type === "chat.tool" && frame.call_id !== undefined) {
      isShown = true;
      yield { type: "call", id: frame.call_id, name: frame.name, arguments: JSON.stringify(frame.arguments) };
    }
    if (frame.type !== "chat.done") continue;
    if (text === "" && frame.text) yield { type: "text", text: frame.text };
    const { model, prompt_tokens: promptTokens, completion_tokens: completionTokens } = frame.usage;
    yield {
      type: "end",
      finishReason: frame.finish_reason === "length" ? "length" : "stop",
      memories: frame.memories.map((memory) => ({ ...memory, type: (memory.type as MemoryType) ?? null })),
      usage: { model, promptTokens, completionTokens },
    };
    return;
  }
}

function toError({ code, message, retry_after_seconds: seconds }: ChatError): AppError {
  return new AppError(code, message, seconds === undefined ? {} : { retryAfterSeconds: seconds });
}
