import type { SignInHolder } from "./sign-ins.ts";

/** Whom Apple says that a token is about. */
export interface AppleIdentity {
  /** Apple's own name for the person, the same in every app of a team. */
  readonly sub: string;
  /** Which of our apps it was made for. */
  readonly clientId: string;
  readonly email: string | null;
  /** A relay address that Apple made for this person and app. */
  readonly isPrivateEmail: boolean;
  /** By Apple's clock. */
  readonly issuedAt: number;
}

/** What Apple tells of a person who has signed in once. */
export interface AppleEvent {
  readonly kind: "consent_revoked" | "account_deleted" | "email_enabled" | "email_disabled" | "unknown";
  readonly sub: string;
  readonly email: string | null;
  readonly isPrivateEmail: boolean | null;
  /** By Apple's clock. */
  readonly at: number;
}

/** Apple, who knows people. Rejects with UpstreamUnavailable while it does not answer. */
export interface AppleIds {
  /** Whose token this is; rejects with AppleRefused where it does not hold for us and this nonce. */
  verify(token: string, nonce: string | null): Promise<AppleIdentity>;
  /**
   * Exchanges the code that came with an identity for a grant, which `revoke` takes. The grant is sealed: it can be
   * kept and carried. Null where Apple is not asked for want of a key; AppleRefused where the code is not good.
   */
  exchange(code: string, identity: AppleIdentity): Promise<string | null>;
  /** Ends what a grant stands for. Safe to repeat. */
  revoke(grant: string): Promise<void>;
  /** What a notification says; rejects with AppleRefused where it is not Apple's. */
  verifyNotification(payload: string): Promise<AppleEvent>;
}

export interface AppleSignIn extends SignInHolder {
  /** Whether an unknown tenant comes into being. */
  readonly mayProvision: boolean;
  readonly identity: AppleIdentity;
  /** As the app gave it: Apple tells it once. */
  readonly name: string | null;
  readonly grant: string | null;
  readonly now: number;
}

export type NotedSignIn =
  | { readonly outcome: "noted"; readonly name: string | null; readonly email: string | null }
  | { readonly outcome: "tenant_unknown" }
  /** A token from before the consent ended holds no longer. */
  | { readonly outcome: "consent_revoked" };

export interface AppleAccount extends SignInHolder {
  readonly sub: string;
  readonly email: string | null;
  readonly isPrivateEmail: boolean;
  /** Whether mail to the address is passed on. */
  readonly emailEnabled: boolean;
  readonly name: string | null;
  readonly grant: string | null;
  readonly createdAt: number;
}

/** What is kept of people who sign in with Apple. */
export interface AppleAccounts {
  /** One statement: keeps the first name, the newest address and the newest grant. */
  note(signIn: AppleSignIn): Promise<NotedSignIn>;
  find(holder: SignInHolder): Promise<AppleAccount | null>;
  /**
   * Drops the grants of everybody who has this sub and has not signed in since, in every tenant; who they are.
   * A repeat gives the same people and changes nothing.
   */
  revokeConsent(end: {
    readonly sub: string;
    readonly at: number;
    readonly action: "apple.consent_revoked" | "apple.account_deleted";
    readonly now: number;
  }): Promise<readonly SignInHolder[]>;
  /** Notes whether mail is passed on, unless something newer is known; how many it concerned. */
  noteEmail(change: {
    readonly sub: string;
    readonly enabled: boolean;
    readonly email: string | null;
    readonly isPrivateEmail: boolean | null;
    readonly at: number;
    readonly now: number;
  }): Promise<number>;
}
