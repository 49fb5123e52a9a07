/** Has somebody look later whether a session is over. One that is lost is made up for by the outbox. */
export interface SessionChecks {
  schedule(check: {
    readonly sessionId: string;
    readonly conversationId: string;
    readonly tenantId: string;
    readonly delaySeconds: number;
    readonly requestId: string;
  }): Promise<void>;
}
