import type { MemoryType } from "./memories.ts";

/** What a prompt recalled, as its client is told. */
export interface RecalledMemory {
  readonly id: string;
  readonly kind: "message" | "memory";
  readonly type: MemoryType | null;
  readonly content: string;
  readonly score: number;
}

export interface TokenUsage {
  readonly model: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** In millionths of a dollar; 0 where no prices are set. */
  readonly costMicros: number;
}

export type FinishReason = "stop" | "length" | "cancelled";

/** An error as every edge shows it. */
export interface ShownError {
  readonly code: string;
  readonly message: string;
  readonly request_id: string;
  /** How long to wait before it may go well. */
  readonly retry_after_seconds?: number;
}

export interface DeltaFrame {
  readonly type: "delta";
  readonly seq: number;
  readonly text: string;
}

export interface ToolFrame {
  readonly type: "tool";
  readonly seq: number;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly result: unknown;
  /** A call of the client's own tool, which it answers itself. */
  readonly callId?: string;
}

export interface DoneFrame {
  readonly type: "done";
  readonly seq: number;
  readonly messageId: string;
  readonly text: string;
  readonly finishReason: FinishReason;
  readonly memories: readonly RecalledMemory[];
  readonly usage: TokenUsage;
}

export interface ErrorFrame {
  readonly type: "error";
  readonly seq: number;
  readonly error: ShownError;
}

/** What a turn says, in the order of seq: it starts at 1 and grows by one. The last is done or error. */
export type TurnFrame = DeltaFrame | ToolFrame | DoneFrame | ErrorFrame;

/** A frame as it goes over the wire, whichever door. */
export interface WireFrame {
  readonly seq: number;
  readonly body: Readonly<Record<string, unknown>>;
}
