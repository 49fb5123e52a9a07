import { ValidationFailed } from "../../errors.ts";
import type { Completion } from "../../ports/completion.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";
import { tokensOfMessage } from "./tokens-of-message.ts";
import { tokensOfTools } from "./tokens-of-tools.ts";
import type { TurnRules } from "./turn-needs.ts";

/** Of what the answer leaves of the context, what is kept for the history and for what is known. */
const shareKept = 1 / 4;

/** What a client brings along is told whole: where it left no room for a memory, nobody would know why there is none. */
export function refuseCrowded(
  { instructions, since, tools }: Completion,
  text: string,
  { contextTokens, maxTokens }: Pick<TurnRules, "contextTokens" | "maxTokens">,
): void {
  const brought =
    estimateTokens(instructions) +
    estimateTokens(text) +
    tokensOfTools(tools) +
    since.reduce((tokens, message) => tokens + tokensOfMessage(message), 0);
  const most = Math.floor((contextTokens - maxTokens) * (1 - shareKept));
  if (brought <= most) return;
  const complaint = `must not exceed ${most} tokens, with the tools and without what was said before the last message of the user; these are about ${brought} (AIMI_LLM_CONTEXT_TOKENS)`;
  throw ValidationFailed.at("messages", complaint);
}
