import type { Page, PageRequest } from "./page.ts";

/** Whose sign-ins are meant. */
export interface SignInHolder {
  readonly tenantId: string;
  readonly userId: string;
  readonly ownerId: string;
}

export interface NewSignIn extends SignInHolder {
  readonly id: string;
  readonly method: "apple" | "dev";
  readonly deviceName: string | null;
  readonly tokenHash: string;
  readonly now: number;
  readonly expiresAt: number;
  /** What is known of the person: a name is kept from the first time, an email from the last. */
  readonly profile: { readonly name: string | null; readonly email: string | null };
  /** Whether an unknown tenant comes into being. */
  readonly mayProvision: boolean;
}

/** A device on which a person is signed in: a family of refresh tokens, of which one lives. */
export interface SignIn {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly method: string;
  readonly deviceName: string | null;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
}

export interface SignedInUser {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly createdAt: number;
}

export type Begun =
  | { readonly outcome: "begun"; readonly user: SignedInUser; readonly tenantRatePerMinute: number | null }
  | { readonly outcome: "disabled" | "tenant_unknown" };

export interface Rotation {
  readonly tokenHash: string;
  readonly nextHash: string;
  readonly now: number;
  /** For how long after a rotation the token before is accepted once more. */
  readonly graceMs: number;
  readonly expiresAt: number;
}

export type Refreshed =
  | {
      readonly outcome: "refreshed";
      readonly signIn: SignIn;
      readonly user: SignedInUser;
      readonly tenantRatePerMinute: number | null;
    }
  | { readonly outcome: "refused" }
  | {
      readonly outcome: "revoked";
      readonly signInId: string;
      readonly tenantId: string;
      readonly userId: string;
    };

export interface SignIns {
  /** Makes the user where it is new; a disabled one is refused. */
  begin(draft: NewSignIn): Promise<Begun>;
  /** One statement decides: the live token is rotated; the one before is accepted once more within the grace; a later use of a spent one revokes the family, and takes the push devices that it registered along. */
  refresh(draft: Rotation): Promise<Refreshed>;
  /** Those that hold, the latest first. */
  list(person: SignInHolder, page: PageRequest, now: number): Promise<Page<SignIn>>;
  /** Ends one and the push devices that it registered, or with null all of a person; the ids that ended. Again is the same, for a day. */
  end(
    person: SignInHolder & { /** Who ends it, if not the person. */ readonly callerId?: string },
    id: string | null,
    now: number,
  ): Promise<readonly string[]>;
}
