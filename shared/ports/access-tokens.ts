export interface AccessClaims {
  readonly tenantId: string;
  readonly userId: string;
  readonly signInId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** What its tenant was limited to when it was issued; null or none leaves it to the stage. */
  readonly tenantRatePerMinute?: number | null;
}

/** Signs and checks the short tokens that a person's calls carry. */
export interface AccessTokens {
  issue(claims: AccessClaims): Promise<string>;
  /** Null for whatever does not hold: expired, another signer's, malformed. */
  verify(token: string): Promise<AccessClaims | null>;
  /** What others need to check them; empty where the secret is shared. */
  publicKeys(): Promise<readonly Readonly<Record<string, unknown>>[]>;
}
