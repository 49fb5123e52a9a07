import type { FinishReason } from "./turn-frames.ts";

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** As the model wrote it: perhaps no JSON at all. */
  readonly arguments: string;
}

export type ChatMessage =
  | { readonly role: "system" | "user"; readonly content: string }
  | { readonly role: "assistant"; readonly content: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: "tool"; readonly toolCallId: string; readonly content: string };

export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ToolSpec[];
  /** Asks for JSON that follows a schema. */
  readonly schema?: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> };
  readonly temperature?: number;
  readonly maxTokens?: number;
}

export interface ModelUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export type ChatPart =
  | { readonly type: "text"; readonly text: string }
  /** Whole calls, told at once before the end. */
  | { readonly type: "calls"; readonly calls: readonly ToolCall[] }
  | {
      readonly type: "end";
      readonly finishReason: Exclude<FinishReason, "cancelled"> | "tools";
      /** Which model answered; the fallback, perhaps. */
      readonly model: string;
      /** Estimated by length where the server does not count. */
      readonly usage: ModelUsage;
    };

export interface ChatLimits {
  /** All of it, retries included, ends by then. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/**
 * A model that answers as it thinks. Rejects with UpstreamUnavailable when it fails, is too slow, is rate-limited or
 * talks nonsense, before the first part or after; never twice with different parts. Ends early, without an end part,
 * when the signal is aborted.
 */
export interface ChatModel {
  stream(request: ChatRequest, limits: ChatLimits): AsyncIterable<ChatPart>;
}
