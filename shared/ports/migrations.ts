export interface AppliedMigration {
  readonly name: string;
  readonly appliedAt: number;
}

/** What was done to the database, and what this release would have done to it. */
export interface Migrations {
  /** In the order of names. */
  listApplied(): Promise<readonly AppliedMigration[]>;
  /** The names of all that this release brings, in their order. */
  listBrought(): Promise<readonly string[]>;
}

/** Asks the one function that may change tables to run what has not run. */
export interface MigrationQueue {
  send(requestId: string): Promise<void>;
}
