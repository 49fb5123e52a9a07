/** What an instance has counted and not yet handed on: whole numbers by field. */
export interface Counts {
  /** Added to what all have counted. */
  readonly added: Readonly<Record<string, number>>;
  /** Replace what was said before. */
  readonly reported: Readonly<Record<string, number>>;
}

/** Where the counts of all instances come together. */
export interface Totals {
  add(counts: Counts): Promise<void>;
  /** Everything that was ever handed on, these included; one call. */
  addAndRead(counts: Counts): Promise<Readonly<Record<string, number>>>;
}
