export interface DisabledUser {
  readonly tenantId: string;
  readonly userId: string;
  readonly disabledAt: number;
}

/** Who is disabled, in whatever tenant; those who leave are not among them. */
export interface DisabledUsers {
  list(after: DisabledUser | null, limit: number): Promise<readonly DisabledUser[]>;
}
