import type { ChatMessage, ModelUsage, ToolCall } from "../../ports/chat-model.ts";
import type { Conversed } from "./conversed.ts";
import { callTool, toolSpecs, wentWell } from "./tools/registry.ts";
import type { ToolContext } from "./tools/tool.ts";
import type { TurnRules } from "./turn-needs.ts";
import type { TurnVoice } from "./turn-voice.ts";

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
export async function converse(
  { context, voice, rules, ...given }: Conversing,
  soFar: Conversed,
): Promise<void> {
  const messages = [...given.messages];
  for (let round = 1; ; round += 1) {
    const calls: ToolCall[] = [];
    let text = "";
    const request = {
      ...rules,
      messages,
      ...(given.mayUseTools && round <= mostRounds && { tools: toolSpecs }),
    };
    const { deadlineMs } = given;
    for await (const part of context.ports.model.stream(request, {
      deadlineMs: Math.max(1, deadlineMs - performance.now()),
      signal: voice.signal,
    })) {
      if (part.type === "text") {
        const words = part.text.replaceAll("\u0000", "");
        const piece = text === "" && soFar.text !== "" ? `${betweenRounds}${words}` : words;
        text += words;
        soFar.text += piece;
        voice.say(piece);
      } else if (part.type === "calls") calls.push(...part.calls);
      else {
        soFar.model = part.model;
        soFar.usage = add(soFar.usage, part.usage);
        soFar.finishReason = part.finishReason === "length" ? "length" : "stop";
      }
    }
    if (calls.length === 0 || voice.signal.aborted) return;
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

function add(one: ModelUsage, other: ModelUsage): ModelUsage {
  return {
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
  };
}
