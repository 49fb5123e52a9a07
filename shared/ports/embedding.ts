import type { FailureReason } from "./failed-jobs.ts";

/**
 * Turns texts into vectors of one model. Rejects with UpstreamUnavailable when the model does not answer
 * in time, and with EmbeddingRefused when asking again would not help.
 */
export interface Embedder {
  readonly model: string;
  readonly dimensions: number;
  embed(texts: readonly string[], options: { deadlineMs: number }): Promise<number[][]>;
}

export interface UnembeddedText {
  readonly ownerId: string;
  readonly textHash: string;
  readonly name: string | null;
  readonly content: string;
}

export interface NewEmbedding {
  readonly ownerId: string;
  readonly textHash: string;
  readonly vector: readonly number[];
}

/** An outbox entry that is given up, as far as its consumer knows it. */
export interface LostJob {
  readonly id: string;
  readonly queue: string;
  readonly messageIds: readonly string[];
  readonly memoryIds: readonly string[];
  readonly requestId: string;
  readonly attempts: number;
}

/** What the embedding worker reads and writes for one tenant. */
export interface Embeddings {
  /** Distinct texts of these messages and memories, in every version, that have no vector of this model yet. */
  findUnembedded(tenantId: string, itemIds: readonly string[], model: string): Promise<UnembeddedText[]>;
  /** Writes vectors whose texts still exist, and takes the finished jobs out of the outbox, in one statement. */
  finish(work: {
    tenantId: string;
    model: string;
    dimensions: number;
    itemIds: readonly string[];
    embeddings: readonly NewEmbedding[];
    outboxIds: readonly string[];
    now: number;
  }): Promise<void>;
  /**
   * Marks as failed what these jobs name and what has no vector of the model, of the given texts or with null of all,
   * and moves the jobs from the outbox to the failed ones. A job that has all its vectors leaves nothing behind.
   * How many texts failed.
   */
  fail(work: {
    tenantId: string;
    model: string;
    jobs: readonly LostJob[];
    texts: readonly Pick<UnembeddedText, "ownerId" | "textHash">[] | null;
    reason: FailureReason;
    now: number;
  }): Promise<number>;
}
