import type { ModelUsage, ToolCall } from "../../ports/chat-model.ts";
import { assembleCalls } from "./assemble-calls.ts";
import { garbled } from "./chat-failure.ts";

export interface WholeAnswer {
  readonly calls: readonly ToolCall[];
  readonly finishReason: "stop" | "length" | "tools";
  /** As the server counted. */
  readonly usage: ModelUsage | undefined;
}

export interface AnswerReader {
  /** The text that this chunk adds; throws where it is nonsense. */
  read(chunk: unknown): string;
  /** Whether the server has said why it ends; only its count may follow. */
  readonly ended: boolean;
  /** Throws where what came is no answer; one without a word is one. */
  finish(): WholeAnswer;
}

/** Reads the chunks of one answer, whichever compatible server they come from. */
export function createAnswerReader(): AnswerReader {
  const assembly = assembleCalls();
  let reason: string | undefined;
  let usage: ModelUsage | undefined;

  return {
    read(chunk) {
      const { choices, usage: counted } = fieldsOf(chunk);
      usage = readUsage(counted) ?? usage;
      if (!Array.isArray(choices)) {
        if (usage) return "";
        throw garbled("a chunk without choices");
      }
      if (choices.length === 0) return "";
      const choice = fieldsOf(choices[0]);
      const delta = fieldsOf(choice.delta ?? {});
      assembly.add(delta.tool_calls);
      if (typeof choice.finish_reason === "string" && choice.finish_reason) reason = choice.finish_reason;
      return textOf(delta.content) + textOf(delta.refusal);
    },
    get ended() {
      return reason !== undefined;
    },
    finish() {
      if (reason === undefined) throw garbled("a stream that ends before its answer does");
      const finishReason = shortReason(reason);
      // A call that was cut off is not for carrying out.
      const calls = finishReason === "length" ? [] : assembly.finish();
      if (finishReason === "tools" && calls.length === 0) throw garbled("tool calls without a call");
      return { calls, finishReason: calls.length > 0 ? "tools" : finishReason, usage };
    },
  };
}

function shortReason(reason: string): WholeAnswer["finishReason"] {
  switch (reason.toLowerCase()) {
    case "length":
    case "max_tokens":
      return "length";
    case "tool_calls":
    case "function_call":
      return "tools";
    case "error":
      throw garbled("an answer that ends in an error");
    default:
      return "stop";
  }
}

function readUsage(counted: unknown): ModelUsage | undefined {
  const { prompt_tokens: prompt, completion_tokens: completion } = (counted ?? {}) as Record<string, unknown>;
  if (!isCount(prompt) || !isCount(completion)) return undefined;
  return { promptTokens: prompt, completionTokens: completion };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw garbled("a chunk that is none");
  return value as Record<string, unknown>;
}

/** Text, or a list of its parts. */
function textOf(content: unknown): string {
  if (content === undefined || content === null) return "";
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) throw garbled("content that is no text");
  return content.map((part) => textOf(fieldsOf(part).text)).join("");
}
