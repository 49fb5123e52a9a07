import type { ModelUsage } from "../../ports/chat-model.ts";
import type { TokenUsage } from "../../ports/turn-frames.ts";

/** Dollars for a million tokens. */
export interface Prices {
  readonly input: number;
  readonly output: number;
}

/** A dollar for a million tokens is a millionth of a dollar for one. */
export function priceUsage(model: string, usage: ModelUsage, prices: Prices): TokenUsage {
  const { promptTokens, completionTokens } = usage;
  const costMicros = Math.round(promptTokens * prices.input + completionTokens * prices.output);
  return { model, promptTokens, completionTokens, costMicros };
}
