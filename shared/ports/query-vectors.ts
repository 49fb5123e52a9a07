/** Vectors of what was searched for lately, by model and text. Results are never kept. */
export interface QueryVectors {
  find(query: EmbeddedQuery): Promise<readonly number[] | null>;
  keep(query: EmbeddedQuery, vector: readonly number[]): Promise<void>;
}

export interface EmbeddedQuery {
  readonly model: string;
  readonly dimensions: number;
  readonly text: string;
}
