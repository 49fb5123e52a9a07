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
  /** Whether the arguments must follow it to the letter. */
  readonly strict?: boolean | undefined;
}

/** How a model is to speak. */
export interface Manner {
  readonly temperature?: number | undefined;
  readonly maxTokens?: number | undefined;
  readonly topP?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  readonly seed?: number | undefined;
  /** Asks for JSON that follows a schema. */
  readonly schema?: AnswerSchema | undefined;
  /** Asks for JSON of any shape. */
  readonly asJson?: boolean | undefined;
}

export interface AnswerSchema {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly strict?: boolean | undefined;
}

export interface ChatRequest extends Manner {
  readonly messages: readonly ChatMessage[];
  /** A client has set some of how it is asked: what is refused of that says nothing of the next request. */
  readonly isClients?: boolean | undefined;
  readonly tools?: readonly ToolSpec[];
  /**
   * Whether it must call a tool, and which; it may, where this is left out. With "none" it must speak: the tools are
   * named all the same, since some servers take no earlier calls without them.
   */
  readonly mustCall?: "any" | "none" | { readonly name: string } | undefined;
  /** Whether it may call several at once. */
  readonly callsSeveral?: boolean | undefined;
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
 * A model that answers as it thinks. An answer may have no word and no call: a filter kept it back, thinking took all
 * of its tokens, or the model has no more to say. Rejects with UpstreamUnavailable when it fails, is too slow, is
 * rate-limited or talks nonsense, before the first part or after; never twice with different parts. Where it is this
 * request that it will not have, that is a RequestRefused. Ends early, without an end part, when the signal is aborted.
 */
export interface ChatModel {
  stream(request: ChatRequest, limits: ChatLimits): AsyncIterable<ChatPart>;
}
