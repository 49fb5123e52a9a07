export interface CalledTool {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

export interface SaidTurn {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly text: string;
  readonly calls: readonly CalledTool[];
  readonly toolCallId: string | undefined;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface OfferedTool {
  readonly name: string;
  readonly parameters: JsonSchema;
}

/** A chat request that is in order. */
export interface ChatOrder {
  readonly messages: readonly SaidTurn[];
  readonly tools: readonly OfferedTool[];
  /** "free", "none", or the tool that must be called ("any" for whichever). */
  readonly toolChoice: "free" | "none" | "any" | { readonly name: string };
  readonly format: "text" | "json_object" | { readonly name: string; readonly schema: JsonSchema };
  readonly maxTokens: number | undefined;
  readonly stream: boolean;
  readonly includeUsage: boolean;
}
