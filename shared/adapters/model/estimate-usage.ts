import type { ChatRequest, ModelUsage } from "../../ports/chat-model.ts";

const ideographs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/**
 * For servers that do not count: four characters a token, and one for each Chinese, Japanese or Korean one. The domain's
 * estimate takes one for any character beyond ASCII, since a prompt that goes by it has to fit; by this one is billed.
 */
function likelyTokens(text: string): number {
  const others = text.replace(ideographs, "");
  return Math.ceil(others.length / 4) + [...text.matchAll(ideographs)].length;
}

export function estimateUsage({ messages, tools = [] }: ChatRequest, answer: string): ModelUsage {
  const said = messages.map((message) => {
    const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
    return [message.content, ...calls.map((call) => call.name + call.arguments)].join("");
  });
  const asked = tools.length > 0 ? [...said, JSON.stringify(tools)] : said;
  return {
    promptTokens: asked.reduce((sum, text) => sum + likelyTokens(text), 0),
    completionTokens: likelyTokens(answer),
  };
}
