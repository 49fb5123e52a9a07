import type { Answer, ModelEvent } from "../openai-error.ts";
import type { CalledTool } from "./chat-order.ts";

export interface Completion {
  readonly id: string;
  readonly model: string;
  /** The text, word by word. */
  readonly words: readonly string[];
  readonly calls: readonly CalledTool[];
  readonly finishReason: "stop" | "length" | "tool_calls";
  readonly promptTokens: number;
  readonly completionTokens: number;
}

const common = { created: 0, service_tier: "default", system_fingerprint: "fp_aimi_offline" };

/** One answer, as OpenAI writes it. */
export function writeCompletion(completion: Completion): Answer {
  const { id, model, words, calls, finishReason } = completion;
  const content = calls.length > 0 ? null : words.join("");
  const message = {
    ...{ role: "assistant", content, refusal: null, annotations: [] },
    ...(calls.length > 0 && { tool_calls: calls.map(writeCall) }),
  };
  const choice = { index: 0, message, logprobs: null, finish_reason: finishReason };
  const body = {
    id,
    object: "chat.completion",
    model,
    ...common,
    choices: [choice],
    usage: writeUsage(completion),
  };
  return { status: 200, body };
}

/** The same in chunks: who speaks, what they say, why they end and, if asked for, what it cost. */
export function writeChunks(completion: Completion, includeUsage: boolean): Answer {
  const { id, model, words, calls, finishReason } = completion;
  const frame = { id, object: "chat.completion.chunk", model, ...common };
  const chunk = (delta: object, finish_reason: string | null = null, isWord = false): ModelEvent => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
    return { data: { ...frame, choices, ...(includeUsage && { usage: null }) }, isWord };
  };
  const usage = { data: { ...frame, choices: [], usage: writeUsage(completion) }, isWord: false };
  const events = [
    chunk({ role: "assistant", content: calls.length > 0 ? null : "", refusal: null }),
    ...words.map((word) => chunk({ content: word }, null, true)),
    ...calls.flatMap((call, index) => writeCallPieces(call, index).map((piece) => chunk(piece, null, true))),
    chunk({}, finishReason),
    ...(includeUsage ? [usage] : []),
    { data: "[DONE]", isWord: false },
  ];
  return { status: 200, body: undefined, events };
}

function writeCall({ id, name, arguments: given }: CalledTool) {
  return { id, type: "function", function: { name, arguments: given } };
}

/** Its name first, then its arguments in pieces. */
function writeCallPieces(call: CalledTool, index: number): object[] {
  const pieces = call.arguments.match(/[\s\S]{1,12}/g) ?? [];
  return [
    { tool_calls: [{ index, ...writeCall({ ...call, arguments: "" }) }] },
    ...pieces.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ];
}

function writeUsage({ promptTokens, completionTokens }: Completion) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      ...{ reasoning_tokens: 0, audio_tokens: 0 },
      ...{ accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
    },
  };
}
