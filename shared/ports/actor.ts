/** On whose behalf a call works: a user of a tenant, or the tenant itself. */
export interface Actor {
  readonly tenantId: string;
  readonly userId: string | null;
  readonly ownerId: string;
  /** Who calls, for idempotency: a key, a person, or development. */
  readonly callerId: string;
  /** Whether an unknown tenant comes into being when it is first named. */
  readonly mayProvision: boolean;
}

/** A user of a tenant, or all of it. */
export type Whose = Pick<Actor, "tenantId" | "userId" | "ownerId">;
