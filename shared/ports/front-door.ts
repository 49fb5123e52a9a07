import type { Counts } from "./totals.ts";

/** Requests that count together in one minute. */
export interface Rate {
  readonly name: string;
  readonly perMinute: number;
}

/** A person of a tenant on whose behalf a request works. */
export interface Somebody {
  readonly tenantId: string;
  readonly userId: string;
  /** When the token was made by which it is known; null for a key that acts for it. */
  readonly issuedAt: number | null;
}

/** All that a request asks at the front door, at once. */
export interface Knock {
  readonly now: number;
  /** What may have been revoked: a key's id, `sign-in:<id>`. */
  readonly revocable: readonly string[];
  /** Who may have been shut out; the request is refused for all where one of them was. */
  readonly persons: readonly Somebody[];
  readonly rates: readonly Rate[];
  /** The request may leave work in the outbox: it is marked unless the request is refused. */
  readonly marksOutbox: boolean;
  /** What was counted since the last call. */
  readonly counts: Counts;
}

export interface KnockAnswer {
  readonly verdict: "welcome" | "revoked" | "shut_out";
  /** How many requests of this minute each rate has seen, this one included; none unless welcome. */
  readonly used: readonly number[];
}

/** Answers within a tenth of a second or so, or rejects. */
export interface Gate {
  knock(knock: Knock): Promise<KnockAnswer>;
}

/** Tells every instance what holds no longer. */
export interface Revocations {
  /** A key or a sign-in, for as long as anybody may remember it, and a token until it ends. */
  tell(id: string, tokenEndsAt?: number): Promise<void>;
  /** A person is shut out until let in again. */
  shutOut(tenantId: string, userId: string): Promise<void>;
  /** Who is shut out since an instant stays so, should that have been forgotten; who was let in after it is not. */
  keepOut(tenantId: string, userId: string, since: number): Promise<void>;
  /** What was signed before stays without effect, for a month. */
  letIn(tenantId: string, userId: string): Promise<void>;
  /** As if the person had never been: what was signed for them is told by its sign-in. */
  forget(tenantId: string, userId: string): Promise<void>;
}
