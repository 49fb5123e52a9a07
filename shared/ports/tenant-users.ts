import type { Whose } from "./actor.ts";
import type { Page, PageRequest } from "./page.ts";
import type { SignIn } from "./sign-ins.ts";

/** A user as its tenant's administrators see it. */
export interface TenantUser {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string | null;
  readonly conversations: number;
  readonly messages: number;
  readonly memories: number;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly disabledAt: number | null;
  /** Being erased. */
  readonly isLeaving: boolean;
}

export interface Disabling {
  readonly tenantId: string;
  readonly userId: string;
  readonly disabled: boolean;
  readonly actorId: string;
  readonly now: number;
}

export interface TenantUsers {
  /** By id; one alone where it is named. */
  list(whose: Whose, page: PageRequest): Promise<Page<TenantUser>>;
  /** Again is the same: the first time stays. Null where there is no such user. */
  setDisabled(disabling: Disabling): Promise<TenantUser | null>;
  /** Devices on which somebody is signed in, latest begun first; a user's where one is named. */
  listSessions(whose: Whose, page: PageRequest, now: number): Promise<Page<SignIn>>;
}
