import type { ChatMessage } from "../../ports/chat-model.ts";
import { estimateMessageTokens, estimateTokens } from "../text/estimate-tokens.ts";

/** With the calls that it makes. */
export function tokensOfMessage(message: ChatMessage): number {
  const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
  return calls.reduce(
    (tokens, call) => tokens + estimateTokens(call.name + call.arguments),
    estimateMessageTokens(message.content),
  );
}
