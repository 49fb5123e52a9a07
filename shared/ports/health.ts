export interface MigrationState {
  readonly applied: number;
  readonly latest: string | null;
}

export interface DatabaseState {
  readonly migrations: MigrationState;
  /** When retention last finished a run of any tenant. */
  readonly lastRetentionAt: number | null;
}

/** Asks a dependency whether it answers; rejects if it does not. */
export interface DatabaseProbe {
  check(): Promise<DatabaseState>;
}
export interface ModelProbe {
  check(): Promise<void>;
}

export interface QueueDepth {
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
}

/** How much waits in each queue and its dead-letter queue; null where it did not answer. */
export interface QueueProbe {
  depths(): Promise<Readonly<Record<string, QueueDepth | null>>>;
}
