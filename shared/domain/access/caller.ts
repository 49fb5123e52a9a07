/** Who holds the credentials of a call, before it says on whose behalf it works. */
export interface Caller {
  readonly id: string;
  /** The tenant it belongs to; null may name any. */
  readonly tenantId: string | null;
  readonly userId: string | null;
  readonly scopes: ReadonlySet<string>;
  readonly mayProvision: boolean;
  /** The tenant that it works for where none is named; the default one if left out. */
  readonly homeTenantId?: string;
  /** The stored key that it holds. */
  readonly key?: { readonly id: string; readonly hash: string };
  /** Of a person's token: the device it was made for, and its times in milliseconds. */
  readonly signIn?: { readonly id: string; readonly issuedAt: number; readonly expiresAt: number };
  /** What its tenant is limited to; null leaves it to the stage. */
  readonly tenantRatePerMinute?: number | null;
}
