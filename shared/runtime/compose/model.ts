import { openaiEmbedder } from "../../adapters/model/openai-embedder.ts";
import { type EmbeddingPurpose, steadyEmbedder } from "../../adapters/model/steady-embedder.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
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
