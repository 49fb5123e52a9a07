/** What the bench asks of the process that runs mem0. Times are taken in that process. */
export type Mem0Request =
  | { ask: "open"; collection: string; databaseUrl: string; embeddingsUrl: string; hnsw: boolean }
  | { ask: "add"; collection: string; userId: string; texts: readonly string[]; atOnce: number }
  | { ask: "search"; collection: string; userId: string; query: string; topK: number };

export interface Mem0Answer {
  readonly ms: number;
  /** Memories added or found. */
  readonly count: number;
}
