/** Whom a ticket lets in, and by what right. */
export interface TicketHolder {
  readonly callerId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly signIn?: { readonly id: string; readonly issuedAt: number; readonly expiresAt: number };
  readonly key?: { readonly id: string; readonly hash: string };
  /** What its tenant is limited to, where it has a limit of its own. */
  readonly tenantRatePerMinute?: number;
}

/** Tickets that nobody has used yet, by their hash. */
export interface Tickets {
  keep(ticketHash: string, holder: TicketHolder, expiresAt: number): Promise<void>;
  /** Gives each out once, whoever asks at the same time, and none after its time. */
  take(ticketHash: string, now: number): Promise<TicketHolder | null>;
}
