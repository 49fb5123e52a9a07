import type { CompletionPart } from "#shared/ports/completion.ts";

type Usage = Extract<CompletionPart, { type: "end" }>["usage"];

export function toUsage({ promptTokens, completionTokens }: Usage) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
