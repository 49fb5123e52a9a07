/** What queues gave up and nobody has noted down yet. */
export interface DeadLetters {
  /** Moves them back to their queue; about how many, or null where there is no such queue. */
  redrive(queue: string): Promise<number | null>;
}
