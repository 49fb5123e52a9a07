import type { CompletionPart } from "#shared/ports/completion.ts";
import type { CompletionAnswer } from "#shared/wire/http/completions.ts";
import type { CompletionHead } from "./completion-head.ts";
import { TimeIsUp } from "./time-is-up.ts";
import { toRecalled } from "./to-recalled.ts";
import { toUsage } from "./to-usage.ts";

/** The whole answer at once. */
export async function gatherCompletion(
  parts: AsyncIterable<CompletionPart>,
  head: CompletionHead,
): Promise<CompletionAnswer> {
  const { id, created, conversationId } = head;
  const calls: Extract<CompletionPart, { type: "call" }>[] = [];
  let text = "";
  for await (const part of parts) {
    if (part.type === "text") text += part.text;
    else if (part.type === "call") calls.push(part);
    else {
      const tool_calls = calls.map(({ id: callId, name, arguments: given }) => ({
        ...{ id: callId, type: "function" as const },
        function: { name, arguments: given },
      }));
      const content = text === "" && calls.length > 0 ? null : text;
      const message = { role: "assistant" as const, content, refusal: null };
      return {
        ...{ id, object: "chat.completion", created, model: part.usage.model },
        choices: [
          {
            index: 0,
            message: { ...message, ...(calls.length > 0 && { tool_calls }) },
            logprobs: null,
            finish_reason: calls.length > 0 ? "tool_calls" : part.finishReason,
          },
        ],
        usage: toUsage(part.usage),
        conversation_id: conversationId,
        memories: part.memories.map(toRecalled),
      };
    }
  }
  throw new TimeIsUp(head);
}
