import type { ToolSpec } from "../../ports/chat-model.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";

/** What telling a model of them takes. */
export function tokensOfTools(tools: readonly ToolSpec[]): number {
  return estimateTokens(JSON.stringify(tools));
}
