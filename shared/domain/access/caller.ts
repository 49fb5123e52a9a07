/** Who holds the credentials of a call, before it says on whose behalf it works. */
export interface Caller {
  readonly id: string;
  /** The tenant it belongs to; null may name any. */
  readonly tenantId: string | null;
  readonly userId: string | null;
  readonly scopes: ReadonlySet<string>;
  readonly mayProvision: boolean;
}
