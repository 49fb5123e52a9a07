import type { EmbedderOptions } from "../../adapters/model/openai-embedder.ts";
import type { Settings } from "../settings.ts";

export function embedderOptions(settings: Settings): EmbedderOptions {
  return {
    baseUrl: settings.AIMI_EMBEDDING_BASE_URL ?? settings.AIMI_LLM_BASE_URL,
    apiKey: settings.AIMI_EMBEDDING_API_KEY ?? settings.AIMI_LLM_API_KEY ?? "none",
    model: settings.AIMI_EMBEDDING_MODEL,
    dimensions: settings.AIMI_EMBEDDING_DIMENSIONS,
  };
}
