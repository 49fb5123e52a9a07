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
}
