import { countTokens } from "../count-tokens.ts";
import { type Answer, modelNotFound, openAiError } from "../openai-error.ts";
import { checkChat } from "./check-chat.ts";
import { digestOf } from "./hash-text.ts";
import { planReply } from "./plan-reply.ts";
import { Refusal } from "./refusal.ts";
import { writeChunks, writeCompletion } from "./write-completion.ts";

export const chatModel = "aimi-offline-chat";

const contextTokens = 128_000;

export function answerChat(body: Record<string, unknown>, now: number): Answer {
  const { model } = body;
  if (typeof model !== "string" || !model) return openAiError(400, "you must provide a model parameter");
  if (model !== chatModel) return modelNotFound(model);
  try {
    return answer(body, now);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function answer(body: Record<string, unknown>, now: number): Answer {
  const order = checkChat(body);
  const promptTokens = order.messages.reduce((sum, { text }) => sum + countTokens(text), 0);
  if (promptTokens > contextTokens) {
    const message = `This model's maximum context length is ${contextTokens} tokens. However, your messages resulted in ${promptTokens} tokens. Please reduce the length of the messages.`;
    throw new Refusal(message, { param: "messages", code: "context_length_exceeded" });
  }
  const { text, calls } = planReply(order, now);
  // A word is a token here.
  const words = text.match(/\s*\S+|\s+$/g) ?? [];
  const kept = words.slice(0, order.maxTokens);
  const isCut = kept.length < words.length;
  const completion = {
    id: `chatcmpl-${digestOf(JSON.stringify(body)).slice(0, 29)}`,
    model: chatModel,
    words: kept,
    calls,
    finishReason:
      calls.length > 0 ? ("tool_calls" as const) : isCut ? ("length" as const) : ("stop" as const),
    promptTokens,
    completionTokens: calls.reduce((sum, call) => sum + countTokens(call.name + call.arguments), kept.length),
  };
  return order.stream ? writeChunks(completion, order.includeUsage) : writeCompletion(completion);
}
