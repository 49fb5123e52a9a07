import type { Page, PageRequest } from "./page.ts";
import type { ActingUser } from "./users.ts";

export type ConsentType = "health" | "personal";

export interface Consent {
  readonly id: string;
  readonly type: ConsentType;
  readonly granted: boolean;
  /** What the person was shown, as the app names it. */
  readonly document: string | null;
  readonly recordedAt: number;
  /** Whether no later one of its type was recorded. */
  readonly isCurrent: boolean;
}

export interface NewConsent extends Pick<Consent, "id" | "type" | "granted" | "document"> {
  readonly person: ActingUser;
  readonly now: number;
}

/** What persons allowed, and took back, in the order of time. */
export interface Consents {
  /** The one that holds from now on: what says the same again changes nothing. Null where there is no such tenant. */
  record(consent: NewConsent): Promise<Consent | null>;
  /** Latest first. */
  list(person: ActingUser, page: PageRequest): Promise<Page<Consent>>;
}
