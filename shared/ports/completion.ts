import type { ChatMessage, ChatRequest, Manner, ToolSpec } from "./chat-model.ts";
import type { RecalledMemory, TokenUsage } from "./turn-frames.ts";

/** What a client that keeps its own history asks for along with a message. */
export interface Completion {
  /** The client's own. */
  readonly instructions: string;
  /** Whether they take the place of the app's persona: a server may speak for the app, a person may not. */
  readonly replacesPersona: boolean;
  /** The conversation before the message, oldest first, as the client tells it. */
  readonly before: readonly ChatMessage[];
  /** What has followed on the message already: calls of the client's tools, and what they gave. */
  readonly since: readonly ChatMessage[];
  /** The client says again what it has said: with what its tools gave, or since no answer reached it. */
  readonly isSaidAgain: boolean;
  /** The client's own, which it calls itself. */
  readonly tools: readonly ToolSpec[];
  /** "none": no tool is called, ours neither. */
  readonly mustCall?: ChatRequest["mustCall"];
  readonly callsSeveral?: boolean | undefined;
  readonly manner: Manner;
}

/** What whoever asks for a completion hears: text and calls of its own tools, and at last how it ended. */
export type CompletionPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "call"; readonly id: string; readonly name: string; readonly arguments: string }
  | {
      readonly type: "end";
      readonly finishReason: "stop" | "length";
      readonly memories: readonly RecalledMemory[];
      readonly usage: Omit<TokenUsage, "costMicros">;
    };
