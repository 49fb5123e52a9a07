import type { Actor } from "./actor.ts";

/** A user of a tenant, on whose behalf a call works. */
export type ActingUser = Actor & { readonly userId: string };

export interface UserProfile {
  readonly name: string | null;
  /** A BCP 47 tag. */
  readonly locale: string | null;
  /** An IANA name. */
  readonly timeZone: string | null;
  readonly preferences: Record<string, unknown>;
}

export interface User extends UserProfile {
  /** As whoever signed them in says. */
  readonly email: string | null;
  readonly id: string;
  readonly tenantId: string;
  readonly createdAt: number;
  /** To a quarter of an hour. */
  readonly lastSeenAt: number;
}

/** Persons as they describe themselves. Whoever is first seen begins; null where there is no such tenant. */
export interface Users {
  see(person: ActingUser, now: number): Promise<User | null>;
  /** Sets what is given and leaves the rest. */
  change(person: ActingUser, change: Partial<UserProfile>, now: number): Promise<User | null>;
}
