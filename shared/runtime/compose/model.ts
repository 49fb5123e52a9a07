import { fallbackChatModel } from "../../adapters/model/fallback-chat-model.ts";
import { openaiChatModel } from "../../adapters/model/openai-chat-model.ts";
import { openaiEmbedder } from "../../adapters/model/openai-embedder.ts";
import { type SteadyChatOptions, steadyChatModel } from "../../adapters/model/steady-chat-model.ts";
import { type EmbeddingPurpose, steadyEmbedder } from "../../adapters/model/steady-embedder.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import type { ChatModel } from "../../ports/chat-model.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { Settings } from "../settings.ts";

interface EmbedderOptions {
  readonly attempts: number;
  readonly purpose: EmbeddingPurpose;
  readonly tally: Tally;
  /** Hears how the chat model's server does: nothing where embeddings have a server of their own. */
  onOutcome?(answered: boolean): void;
}

/** One a function: its breaker is what this instance knows of the model. */
export function composeEmbedder(settings: Settings, { onOutcome, ...options }: EmbedderOptions): Embedder {
  const embedder = openaiEmbedder({
    baseUrl: settings.AIMI_EMBEDDING_BASE_URL ?? settings.AIMI_LLM_BASE_URL,
    apiKey: settings.AIMI_EMBEDDING_API_KEY ?? settings.AIMI_LLM_API_KEY ?? "none",
    model: settings.AIMI_EMBEDDING_MODEL,
    dimensions: settings.AIMI_EMBEDDING_DIMENSIONS,
    ...(onOutcome && !settings.AIMI_EMBEDDING_BASE_URL && { onOutcome }),
  });
  return steadyEmbedder(embedder, { clock: systemClock, ...options });
}

/** One a function: its breakers are what this instance knows of the models. */
export function composeChatModel(settings: Settings, { tally }: { tally: Tally }): ChatModel {
  const fallback = settings.AIMI_LLM_FALLBACK_MODEL;
  const connect = (model: string, purpose: SteadyChatOptions["purpose"]) =>
    steadyChatModel(
      openaiChatModel({
        baseUrl: settings.AIMI_LLM_BASE_URL,
        apiKey: settings.AIMI_LLM_API_KEY ?? "none",
        model,
        temperature: settings.AIMI_LLM_TEMPERATURE,
        maxTokens: settings.AIMI_LLM_MAX_TOKENS,
        // With another model at hand, a silent one is waited for half as long.
        ...(fallback && { patience: { firstPartMs: 15_000 } }),
      }),
      { clock: systemClock, purpose, tally },
    );
  const first = connect(settings.AIMI_LLM_MODEL, "chat");
  return fallback ? fallbackChatModel(first, connect(fallback, "chat_fallback"), systemClock) : first;
}
