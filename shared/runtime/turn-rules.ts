import { defaultPersona } from "../domain/chat/default-persona.ts";
import type { TurnRules } from "../domain/chat/turn-needs.ts";
import type { Settings } from "./settings.ts";

export function toTurnRules(settings: Settings): TurnRules {
  return {
    persona: settings.AIMI_SYSTEM_PERSONA ?? defaultPersona,
    recallLimit: settings.AIMI_LONG_TERM_TOP_K,
    minSimilarity: settings.AIMI_MEMORY_MIN_SIMILARITY,
    historyLimit: settings.AIMI_SESSION_CACHE_MAX_MESSAGES,
    sessionIdleMs: settings.AIMI_SESSION_CACHE_TTL * 1_000,
    contextTokens: settings.AIMI_LLM_CONTEXT_TOKENS,
    maxTokens: settings.AIMI_LLM_MAX_TOKENS,
    temperature: settings.AIMI_LLM_TEMPERATURE,
    prices: { input: settings.AIMI_LLM_INPUT_PRICE, output: settings.AIMI_LLM_OUTPUT_PRICE },
    dailyTokens: settings.AIMI_TENANT_DAILY_TOKENS,
  };
}
