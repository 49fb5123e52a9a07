import type { ChatMessage, ChatRequest, ModelUsage, ToolCall } from "../../ports/chat-model.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";
import { addUsage, type Conversed } from "./conversed.ts";
import { tokensOfMessage } from "./tokens-of-message.ts";
import { callTool, toolSpecs, toolTokens, wentWell } from "./tools/registry.ts";
import type { ToolContext } from "./tools/tool.ts";
import type { TurnRules } from "./turn-needs.ts";
import type { TurnVoice } from "./turn-voice.ts";
import { wholeCharacters } from "./whole-characters.ts";

export interface Conversing {
  readonly context: Omit<ToolContext, "nth">;
  readonly voice: Pick<TurnVoice, "say" | "show" | "signal">;
  readonly messages: readonly ChatMessage[];
  readonly rules: Pick<TurnRules, "temperature" | "maxTokens">;
  readonly mayUseTools: boolean;
  readonly deadlineMs: number;
}

const mostRounds = 4;
const betweenRounds = "\n\n";
const longestResult = 20_000;

/**
 * Lets the model speak, and do what it asks for in between, a few times at most; then it must say something. What
 * was said is noted in `so far` as it comes, so that it is there when something fails.
 */
export async function converse(conversing: Conversing, soFar: Conversed): Promise<void> {
  const { context, voice, rules, mayUseTools } = conversing;
  const messages = [...conversing.messages];
  for (let round = 1; ; round += 1) {
    const offersTools = mayUseTools && round <= mostRounds;
    const request = { ...rules, messages, ...(offersTools && { tools: toolSpecs }) };
    if (voice.signal.aborted) return;
    const { text, calls } = await hear(conversing, request, soFar);
    // Some models call what they are not offered: that is not done, and what they said stands.
    if (calls.length === 0 || !offersTools || voice.signal.aborted) return;
    messages.push({ role: "assistant", content: text, toolCalls: calls });
    for (const call of calls) {
      const before = soFar.tools.filter((used) => used.name === call.name && wentWell(used));
      const used = await callTool({ ...context, nth: before.length + 1 }, call);
      soFar.tools.push(used);
      voice.show({ type: "tool", ...used });
      messages.push({
        role: "tool",
        toolCallId: call.id,
        content: JSON.stringify(used.result).slice(0, longestResult),
      });
    }
  }
}

/** Asks once: what was said is passed on, and what it took is noted. */
async function hear(
  { context, voice, deadlineMs }: Conversing,
  request: ChatRequest,
  soFar: Conversed,
): Promise<{ text: string; calls: ToolCall[] }> {
  const calls: ToolCall[] = [];
  const characters = wholeCharacters();
  let text = "";
  let counted = false;
  const pass = (words: string) => {
    if (words === "") return;
    const piece = text === "" && soFar.text !== "" ? `${betweenRounds}${words}` : words;
    text += words;
    soFar.text += piece;
    voice.say(piece);
  };
  const limits = { deadlineMs: Math.max(1, deadlineMs - performance.now()), signal: voice.signal };
  try {
    for await (const part of context.ports.model.stream(request, limits)) {
      if (part.type === "text") pass(characters.take(part.text.replaceAll("\u0000", "")));
      else if (part.type === "calls") calls.push(...part.calls);
      else {
        counted = true;
        soFar.model = part.model;
        soFar.usage = addUsage(soFar.usage, part.usage);
        soFar.finishReason = part.finishReason === "length" ? "length" : "stop";
      }
    }
    pass(characters.rest());
    return { text, calls };
  } finally {
    // A model that is stopped has read the prompt; one that failed in silence has perhaps not.
    if (!counted && (text !== "" || voice.signal.aborted)) soFar.uncounted = estimateTaken(request, text);
  }
}

function estimateTaken({ messages, tools }: ChatRequest, text: string): ModelUsage {
  const asked = messages.reduce((sum, message) => sum + tokensOfMessage(message), 0);
  return { promptTokens: asked + (tools ? toolTokens : 0), completionTokens: estimateTokens(text) };
}
