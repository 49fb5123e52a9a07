import { fallbackChatModel } from "../../adapters/model/fallback-chat-model.ts";
import { openaiChatModel } from "../../adapters/model/openai-chat-model.ts";
import { type SteadyChatOptions, steadyChatModel } from "../../adapters/model/steady-chat-model.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import type { ChatModel } from "../../ports/chat-model.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { Settings } from "../settings.ts";

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
        onToolsGivenUp: () => tally.add("aimi_chat_tools_given_up_total", { purpose }),
      }),
      { clock: systemClock, purpose, tally },
    );
  const first = connect(settings.AIMI_LLM_MODEL, "chat");
  return fallback ? fallbackChatModel(first, connect(fallback, "chat_fallback"), systemClock) : first;
}
