export interface Postponed {
  readonly receiptHandle: string;
  readonly seconds: number;
}

/** Says when a queue shows again what its consumer gives back. */
export interface Redelivery {
  postpone(records: readonly Postponed[]): Promise<void>;
}
