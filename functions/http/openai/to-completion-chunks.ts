import type { CompletionPart } from "#shared/ports/completion.ts";
import { toErrorBody } from "#shared/runtime/error-response.ts";
import type { CompletionHead } from "./completion-head.ts";
import { TimeIsUp } from "./time-is-up.ts";
import { toRecalled } from "./to-recalled.ts";
import { toUsage } from "./to-usage.ts";

export interface Chunking {
  readonly head: CompletionHead;
  readonly includesUsage: boolean;
  readonly requestId: string;
}

/** An answer as chunks of OpenAI's protocol; one that breaks off ends with an error, which its clients throw. */
export async function* toCompletionChunks(
  parts: AsyncIterable<CompletionPart>,
  { head, includesUsage, requestId }: Chunking,
): AsyncGenerator<string> {
  const common = {
    ...{ id: head.id, object: "chat.completion.chunk", created: head.created, model: head.model },
    conversation_id: head.conversationId,
  };
  const chunk = (delta: object, finish: string | null = null, more: object = {}) => {
    const choice = { index: 0, delta, logprobs: null, finish_reason: finish };
    return toLine({ ...common, choices: [choice], ...(includesUsage && { usage: null }), ...more });
  };
  let calls = 0;
  let hasEnded = false;
  yield chunk({ role: "assistant", content: "" });
  try {
    for await (const part of parts) {
      if (part.type === "text") yield chunk({ content: part.text });
      else if (part.type === "call") {
        const { id, name, arguments: given } = part;
        const call = { index: calls, id, type: "function", function: { name, arguments: given } };
        calls += 1;
        yield chunk({ tool_calls: [call] });
      } else {
        hasEnded = true;
        const memories = part.memories.map(toRecalled);
        yield chunk({}, calls > 0 ? "tool_calls" : part.finishReason, { memories });
        if (includesUsage) yield toLine({ ...common, choices: [], usage: toUsage(part.usage) });
        yield "data: [DONE]\n\n";
      }
    }
    if (!hasEnded) throw new TimeIsUp(head);
  } catch (error) {
    yield toLine({ error: toErrorBody(error, requestId) });
  }
}

function toLine(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
