import type { ModelUsage } from "../../ports/chat-model.ts";
import type { TokenUsage } from "../../ports/turn-frames.ts";
import type { UsedTool } from "../../ports/turns.ts";
import { type Prices, priceUsage } from "./price-usage.ts";

/** What a turn has said, as far as it came. */
export interface Conversed {
  text: string;
  tools: UsedTool[];
  usage: ModelUsage;
  /** By our own count, what a model took that did not come to say it. */
  uncounted: ModelUsage;
  /** Null until a model has said how it ended. */
  model: string | null;
  finishReason: "stop" | "length";
}

const nothing: ModelUsage = { promptTokens: 0, completionTokens: 0 };

export function silence(): Conversed {
  return { text: "", tools: [], usage: nothing, uncounted: nothing, model: null, finishReason: "stop" };
}

export function addUsage(one: ModelUsage, other: ModelUsage): ModelUsage {
  return {
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
  };
}

export function wasAsked({ model, uncounted }: Conversed): boolean {
  return model !== null || uncounted !== nothing;
}

export function usageOf({ model, usage, uncounted }: Conversed, prices: Prices): TokenUsage {
  return priceUsage(model ?? "unknown", addUsage(usage, uncounted), prices);
}
