import type { ChatMessage, ChatRequest, Manner, ToolSpec } from "./chat-model.ts";

/** What a client that keeps its own history asks for along with a message. */
export interface Completion {
  /** The client's own; where it has some the app's persona steps back. */
  readonly instructions: string;
  /** The conversation before the message, oldest first, as the client tells it. */
  readonly before: readonly ChatMessage[];
  /** What has followed on the message already: calls of the client's tools, and what they gave. */
  readonly since: readonly ChatMessage[];
  /** The client's own, which it calls itself. */
  readonly tools: readonly ToolSpec[];
  /** "none": no tool is called, ours neither. */
  readonly mustCall?: ChatRequest["mustCall"] | "none";
  readonly callsSeveral?: boolean | undefined;
  readonly manner: Manner;
}
