/** What stands at the head of an answer and of each of its chunks. */
export interface CompletionHead {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
  /** Null where nothing is kept. */
  readonly conversationId: string | null;
}
