/** What a tenant's turns took on one day (UTC) by one model. */
export interface DayUsage {
  readonly day: string;
  readonly model: string;
  readonly turns: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costMicros: number;
}

export interface UsageLedger {
  /** Newest day first. Days are YYYY-MM-DD, both included. */
  list(call: {
    readonly tenantId: string;
    readonly from: string;
    readonly to: string;
  }): Promise<readonly DayUsage[]>;
}
