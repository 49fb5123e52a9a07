import type { Completion } from "./completion.ts";

/** What travels to the runner. */
export interface Letter {
  readonly turnId: string;
  readonly clientMessageId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly ownerId: string;
  readonly conversationId: string;
  readonly clientConversationId: string;
  readonly text: string;
  /** The person has not written: the coach speaks first, about `text`. */
  readonly opens?: true;
  /** The client keeps its own history, and tells it with each message. */
  readonly completion?: Completion;
  readonly callerId: string;
  readonly mayProvision: boolean;
  readonly acceptedAt: number;
  readonly requestId: string;
  /** The run that it asks for. */
  readonly attempt: number;
}

/** Brings letters to the runners, those of one conversation in the order sent. */
export interface TurnQueue {
  /** The same run of the same turn, accepted once and sent again within minutes, is dropped. */
  send(letters: readonly Letter[]): Promise<void>;
}
