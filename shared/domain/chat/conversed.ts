import type { ModelUsage } from "../../ports/chat-model.ts";
import type { TokenUsage } from "../../ports/turn-frames.ts";
import type { UsedTool } from "../../ports/turns.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { type Prices, priceUsage } from "./price-usage.ts";

/** What a turn has said, as far as it came. */
export interface Conversed {
  text: string;
  tools: UsedTool[];
  usage: ModelUsage;
  /** Null until a model has said how it ended. */
  model: string | null;
  finishReason: "stop" | "length";
}

export function silence(): Conversed {
  const usage = { promptTokens: 0, completionTokens: 0 };
  return { text: "", tools: [], usage, model: null, finishReason: "stop" };
}

/** What it took. Where the model did not come to say it, its words are counted. */
export function usageOf({ model, usage, text }: Conversed, prices: Prices): TokenUsage {
  if (model !== null) return priceUsage(model, usage, prices);
  return priceUsage("unknown", { promptTokens: 0, completionTokens: estimateTokens(text) }, prices);
}
