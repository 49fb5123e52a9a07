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
  /** Of the person's own clock, 22:00 to 07:00: no check-in disturbs them between. */
  readonly quietHours: { readonly from: string; readonly to: string } | null;
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

export interface ChangeUser {
  readonly person: ActingUser;
  /** What is left out stays. */
  readonly change: Partial<UserProfile>;
  readonly outboxId: string;
  readonly requestId: string;
  readonly now: number;
}

export interface ChangedUser {
  readonly user: User;
  /** They are in another zone, and have reminders that go with them: somebody must see to it. */
  readonly leftJob: boolean;
}

/** Persons as they describe themselves. Whoever is first seen begins; null where there is no such tenant. */
export interface Users {
  see(person: ActingUser, now: number): Promise<User | null>;
  change(call: ChangeUser): Promise<ChangedUser | null>;
}
